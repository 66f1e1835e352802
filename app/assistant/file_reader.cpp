#include "app/assistant/file_reader.h"

#include <array>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include "app/assistant/attachment_text.h"

namespace lanternfish::assistant {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(FileReader)
};

bool isImage(const QByteArray& bytes) {
    constexpr std::array<QByteArrayView, 7> kMagic = {"\x89PNG", "\xFF\xD8\xFF", "GIF8", "BM",
                                                      "II*\0",   "MM\0*",        "RIFF"};
    return std::ranges::any_of(kMagic, [&bytes](QByteArrayView magic) { return bytes.startsWith(magic); });
}

/// Why bytes that are not text can't be attached.
QString whyNotText(const QByteArray& bytes) {
    if (isImage(bytes)) {
        return Words::tr("This model reads text, not images.");
    }
    if (bytes.startsWith("%PDF")) {
        return Words::tr("This is a PDF file. Copy its text, or save it as text first.");
    }
    return Words::tr("This is not a text file in UTF-8 or UTF-16.");
}

/// One reading. Thread: one.
class Reading {
public:
    explicit Reading(const TokenCounter& counter) : m_counter(counter) {}

    void add(const QString& path) {
        const QFileInfo info(path);
        if (!info.exists()) {
            refuse(info.fileName(), Words::tr("There is no such file."));
        } else if (info.isDir()) {
            addFolder(QDir(path), QDir(path).dirName());
        } else {
            addFile(info, info.fileName(), false);
        }
    }

    /// One that was attached before.
    void addAgain(const store::Attachment& file, const Result<QByteArray>& bytes) {
        const std::optional<QString> text = bytes ? textOf(*bytes) : std::nullopt;
        if (text) {
            addText(file.name, *bytes, *text);
        } else {
            refuse(file.name, Words::tr("The file is no longer in the history."));
        }
    }

    AttachmentBatch finish() {
        say(m_hidden, Words::tr("%n hidden file(s) or folder(s) left out", nullptr, m_hidden));
        say(m_links, Words::tr("%n link(s) left out", nullptr, m_links));
        say(m_notText, Words::tr("%n file(s) without text left out", nullptr, m_notText));
        say(m_tooMany, Words::tr("%n file(s) left out: more than fit into one message", nullptr, m_tooMany));
        return std::move(m_batch);
    }

private:
    void refuse(const QString& name, const QString& reason) { m_batch.refused.append({name, reason}); }

    void say(int count, const QString& sentence) {
        if (count > 0) {
            m_batch.skipped.append(sentence);
        }
    }

    void addFolder(const QDir& folder, const QString& name) {
        const QFileInfoList entries =
            folder.entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
        if (entries.isEmpty() && !folder.isReadable()) {
            refuse(name, Words::tr("The folder can't be read."));
        }
        for (const QFileInfo& entry : entries) {
            const QString inside = name + u'/' + entry.fileName();
            if (entry.isSymLink()) {
                ++m_links;
            } else if (entry.isHidden()) {
                ++m_hidden;  // .git too
            } else if (entry.isDir()) {
                addFolder(QDir(entry.filePath()), inside);
            } else {
                addFile(entry, inside, true);
            }
        }
    }

    void addFile(const QFileInfo& info, const QString& name, bool ofFolder) {
        if (m_batch.files.size() >= kMostFiles || m_bytes + info.size() > kMostFolderBytes) {
            ++m_tooMany;
            return;
        }
        if (!info.isFile()) {
            refuse(name, Words::tr("This is neither a file nor a folder."));
            return;
        }
        if (info.size() > kMostFileBytes) {
            const QLocale locale;
            refuse(name, Words::tr("The file is too large: %1, and at most %2 can be attached.")
                             .arg(locale.formattedDataSize(info.size()), locale.formattedDataSize(kMostFileBytes)));
            return;
        }
        QFile file(info.filePath());
        QByteArray bytes;
        if (file.open(QIODevice::ReadOnly)) {
            bytes = file.read(kMostFileBytes + 1);  // it may grow meanwhile
        }
        if (file.error() != QFileDevice::NoError) {
            refuse(name, Words::tr("The file can't be read: %1.").arg(file.errorString()));
            return;
        }
        const std::optional<QString> text = textOf(bytes.first(std::min(bytes.size(), kMostFileBytes)));
        if (!text && ofFolder) {
            ++m_notText;
        } else if (!text) {
            refuse(name, whyNotText(bytes));
        } else if (text->trimmed().isEmpty()) {
            ofFolder ? void(++m_notText) : refuse(name, Words::tr("The file is empty."));
        } else {
            addText(name, bytes, *text);
        }
    }

    void addText(const QString& name, const QByteArray& bytes, const QString& text) {
        m_bytes += bytes.size();
        AttachedFile file;
        file.attachment = {
            .sha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256), .name = name, .bytes = bytes.size()};
        file.bytes = bytes;
        const std::string block = attachmentBlock(name, text).toStdString();
        file.tokens =
            m_counter
                .with([&block](const Tokenizer& tokenizer) { return static_cast<int>(tokenizer.encode(block).size()); })
                .value_or(-1);
        m_batch.files.append(std::move(file));
    }

    const TokenCounter& m_counter;
    AttachmentBatch m_batch;
    qint64 m_bytes = 0;
    int m_hidden = 0;
    int m_links = 0;
    int m_notText = 0;
    int m_tooMany = 0;
};

}  // namespace

AttachmentBatch readAttachments(const QStringList& paths, const TokenCounter& counter) {
    Reading reading(counter);
    for (const QString& path : paths) {
        reading.add(path);
    }
    return reading.finish();
}

FileReader::FileReader(const TokenCounter* counter) : m_counter(counter) {
    constexpr int kThreads = 2;  // counting does not wait for a large folder
    m_pool.setMaxThreadCount(kThreads);
    m_pool.setObjectName(QStringLiteral("reading"));
}

FileReader::~FileReader() {
    m_pool.clear();
    m_pool.waitForDone();
}

QFuture<AttachmentBatch> FileReader::readAgain(const QList<store::Attachment>& files, const AttachmentBytes& bytes) {
    return run([files, bytes, counter = m_counter] {
        Reading reading(*counter);
        for (const store::Attachment& file : files) {
            reading.addAgain(file, bytes(file.sha256));
        }
        return reading.finish();
    });
}

QFuture<AttachmentBatch> FileReader::read(const QStringList& paths) {
    return run([paths, counter = m_counter] { return readAttachments(paths, *counter); });
}

}  // namespace lanternfish::assistant
