#include "app/exchange/output_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace lanternfish::exchange {

namespace {

std::string shown(const QString& path) {
    return QDir::toNativeSeparators(path).toStdString();
}

std::unexpected<Error> exists(const QString& path) {
    return makeError(ErrorCode::InvalidArgument, shown(path) + ": exists already and is kept; choose another name");
}

}  // namespace

std::unexpected<Error> OutputFile::failure() const {
    return makeError(ErrorCode::Io,
                     shown(m_file->fileName()) + ": can't be written: " + m_file->errorString().toStdString());
}

Result<OutputFile> OutputFile::create(const QString& path, Existing existing) {
    const QFileInfo info(path);
    if (info.isDir()) {
        return makeError(ErrorCode::InvalidArgument, shown(path) + ": expected the name of a file, found a folder");
    }
    if (existing == Existing::Keep && info.exists()) {
        return lanternfish::exchange::exists(path);
    }
    OutputFile output(std::make_unique<QSaveFile>(path), existing);
    if (!output.m_file->open(QIODevice::WriteOnly)) {
        return output.failure();
    }
    return output;
}

Result<void> OutputFile::write(QByteArrayView bytes) {
    if (m_file->write(bytes.data(), bytes.size()) != bytes.size()) {
        return failure();
    }
    return {};
}

Result<void> OutputFile::commit() {
    const QString path = m_file->fileName();
    bool reserved = false;
    if (m_existing == Existing::Keep) {
        // The name is taken for ourselves first, since renaming would replace what another program has put there.
        QFile name(path);
        reserved = name.open(QIODevice::WriteOnly | QIODevice::NewOnly);
        if (!reserved) {
            m_file->cancelWriting();
            return QFileInfo::exists(path)
                       ? exists(path)
                       : makeError(ErrorCode::Io, shown(path) + ": can't be made: " + name.errorString().toStdString());
        }
    }
    if (!m_file->commit()) {
        const auto error = failure();
        if (reserved) {
            QFile::remove(path);
        }
        return error;
    }
    return {};
}

}  // namespace lanternfish::exchange
