#pragma once

#include <memory>
#include <QByteArrayView>
#include <QSaveFile>
#include <QString>

#include "lanternfish/error.h"

namespace lanternfish::exchange {

/// What to do about a file that is there already.
enum class Existing { Keep, Replace };

/// A file that appears under its name only when it is complete: it is written under another name in the same folder and
/// renamed by commit(). What isn't committed leaves nothing. Thread: one.
class OutputFile {
public:
    /// Errors: InvalidArgument when the file exists and is to be kept; Io, with the path and the system's reason.
    static Result<OutputFile> create(const QString& path, Existing existing);

    Result<void> write(QByteArrayView bytes);
    /// For writers that want a device; commit() tells about errors there.
    QIODevice& device() { return *m_file; }
    /// Errors: Io; InvalidArgument when a file that is to be kept has come meanwhile.
    Result<void> commit();

private:
    OutputFile(std::unique_ptr<QSaveFile> file, Existing existing) : m_file(std::move(file)), m_existing(existing) {}
    std::unexpected<Error> failure() const;

    std::unique_ptr<QSaveFile> m_file;
    Existing m_existing;
};

}  // namespace lanternfish::exchange
