#include "app/platform/instance_lock.h"

#include <format>

namespace lanternfish::platform {

Result<InstanceLock> InstanceLock::acquire(const QString& databasePath) {
    const QString path = databasePath + QStringLiteral(".lock");
    auto file = std::make_unique<QLockFile>(path);
    // Never stale by age, a window may be open for months; only when its process is gone.
    file->setStaleLockTime(0);
    if (file->tryLock()) {
        return InstanceLock(std::move(file));
    }
    if (file->error() == QLockFile::LockFailedError) {
        qint64 process = 0;
        QString host;
        QString program;
        file->getLockInfo(&process, &host, &program);
        return makeError(ErrorCode::Unsupported,
                         std::format("{}: already in use by {} (process {})", databasePath.toStdString(),
                                     program.toStdString(), process));
    }
    return makeError(ErrorCode::Io,
                     std::format("{}: the lock file can't be made (no right to write there?)", path.toStdString()));
}

}  // namespace lanternfish::platform
