#pragma once

#include <memory>
#include <QByteArray>
#include <QFuture>
#include <QList>
#include <QPromise>
#include <QString>
#include <QStringList>
#include <QThreadPool>
#include <type_traits>
#include <utility>

#include "app/assistant/attachment_bytes.h"
#include "app/assistant/token_counter.h"
#include "app/store/types.h"

namespace lanternfish::assistant {

/// Limits of what is attached in one go. Beyond them people are told, and nothing is cut silently.
constexpr qint64 kMostFileBytes = 4 << 20;
constexpr qint64 kMostFolderBytes = 16 << 20;
constexpr int kMostFiles = 500;

/// A text file that was read and can be sent.
struct AttachedFile {
    store::Attachment attachment;
    QByteArray bytes;
    int tokens = -1;  ///< As part of a prompt; -1 while no model is loaded.
};

struct RefusedFile {
    QString name;
    QString reason;  ///< A sentence.
};

struct AttachmentBatch {
    QList<AttachedFile> files;
    QList<RefusedFile> refused;
    QStringList skipped;  ///< Sentences about what folders hold and is not attached: "12 hidden files".
};

/// Reads files that people attach, and counts tokens, on threads of its own. Thread: gui for the calls.
class FileReader {
public:
    explicit FileReader(const TokenCounter* counter);
    /// Waits for what runs; what has not begun is dropped.
    ~FileReader();

    /// Text files and, recursively, folders with text files.
    QFuture<AttachmentBatch> read(const QStringList& paths);
    /// The same of what was attached before. What can't be had any more is among `refused`.
    QFuture<AttachmentBatch> readAgain(const QList<store::Attachment>& files, const AttachmentBytes& bytes);

    /// Runs work() on one of the threads, for whatever else needs files or counts.
    template <class Work>
    auto run(Work work) -> QFuture<std::invoke_result_t<Work>> {
        auto promise = std::make_shared<QPromise<std::invoke_result_t<Work>>>();
        auto future = promise->future();
        promise->start();
        m_pool.start([promise, work = std::move(work)]() mutable {
            promise->addResult(work());
            promise->finish();
        });
        return future;
    }

private:
    const TokenCounter* const m_counter;
    QThreadPool m_pool;
};

/// The same on the calling thread.
AttachmentBatch readAttachments(const QStringList& paths, const TokenCounter& counter);

}  // namespace lanternfish::assistant
