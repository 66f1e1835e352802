#pragma once

#include <memory>
#include <QLockFile>
#include <QString>

#include "lanternfish/error.h"

namespace lanternfish::platform {

/// The right to write to one database, held by one process at a time: a lock file beside it. It ends with the process,
/// however that ends. Whoever lacks it opens the history read-only (store::Access::ReadOnly) and makes no Assistant on
/// it. Thread: one.
class InstanceLock {
public:
    /// Errors: Unsupported when another process holds it (the message names the process), Io.
    static Result<InstanceLock> acquire(const QString& databasePath);

private:
    explicit InstanceLock(std::unique_ptr<QLockFile> file) : m_file(std::move(file)) {}

    std::unique_ptr<QLockFile> m_file;
};

}  // namespace lanternfish::platform
