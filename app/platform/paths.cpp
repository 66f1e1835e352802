#include "app/platform/paths.h"

#include <array>
#include <format>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace lanternfish::platform {

Result<QString> dataDirectory() {
    // Not AppDataLocation: that depends on what the executable calls itself, and two of ours must agree.
    const QString path = QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
                             .filePath(QStringLiteral("lanternfish"));
    const bool existed = QFileInfo::exists(path);
    if (!QDir().mkpath(path)) {
        return makeError(ErrorCode::Io, std::format("{}: the folder can't be made", path.toStdString()));
    }
    constexpr QFile::Permissions kOwner = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    if (!existed && !QFile::setPermissions(path, kOwner)) {
        return makeError(ErrorCode::Io, std::format("{}: can't be made private to you", path.toStdString()));
    }
    return path;
}

QString databasePath(const QString& dataDirectory) {
    return QDir(dataDirectory).filePath(QStringLiteral("lanternfish.sqlite"));
}

std::filesystem::path cacheDirectory() {
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation));
    return QFileInfo(folder.filePath(QStringLiteral("lanternfish"))).filesystemFilePath();
}

Result<std::filesystem::path> builtInModel() {
    const QString beside = QDir(QCoreApplication::applicationDirPath())
                               .filePath(QStringLiteral("../share/lanternfish/model/lanternfish-nano.gguf"));
    const std::array places = {QDir::cleanPath(beside), QStringLiteral(LANTERNFISH_BUILD_TREE_MODEL)};
    for (const QString& place : places) {
        if (QFileInfo(place).isFile()) {
            return QFileInfo(place).filesystemFilePath();
        }
    }
    return makeError(ErrorCode::NotFound, std::format("The built-in model is missing: looked for {} and {}",
                                                      places[0].toStdString(), places[1].toStdString()));
}

}  // namespace lanternfish::platform
