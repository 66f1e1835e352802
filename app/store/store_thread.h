#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QString>
#include <QThread>
#include <QThreadPool>
#include <stop_token>
#include <thread>
#include <type_traits>

#include "app/store/backups.h"
#include "app/store/repository.h"

namespace lanternfish::store {

/// The thread "store": owns the repository and runs jobs one after another in the order of the calls. Thread: any for
/// every function but the destructor, which belongs to the thread that made it.
class StoreThread {
public:
    /// `failed` gets the error of every job that was posted without a future; called on the thread "store".
    /// Backups and the rest of the upkeep begin `upkeepAfter` after the database was opened, so that they don't make
    /// the start slower.
    explicit StoreThread(std::function<void(const Error&)> failed,
                         std::chrono::milliseconds upkeepAfter = std::chrono::minutes(1));
    /// Runs everything that was posted before, closes the database and joins. A backup that is being written is given
    /// up.
    ~StoreThread();
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    /// The first job. Until it has succeeded every other job fails, with the error of the last attempt.
    QFuture<Result<OpenReport>> open(const QString& path);

    /// Runs job(Repository&), which returns a Result, and hands its result to the future.
    template <class Job>
    auto run(Job job) -> QFuture<std::invoke_result_t<Job, Repository&>> {
        using Value = std::invoke_result_t<Job, Repository&>;
        auto promise = std::make_shared<QPromise<Value>>();
        QFuture<Value> future = promise->future();
        promise->start();
        enqueue([this, promise, job = std::move(job)]() mutable {
            promise->addResult(m_repository ? job(*m_repository) : Value(std::unexpected(m_openError)));
            promise->finish();
        });
        return future;
    }

    /// Makes a backup now, on a thread of its own: answers go on being saved. Errors: InvalidFile when the history is
    /// damaged; the next open repairs it.
    QFuture<Result<Backup>> backUpNow();
    /// What all backups may take together from the next one on; none goes before.
    void setMostBackupBytes(qint64 bytes) { m_mostBackupBytes = bytes; }
    /// Keeps the present history under another name and goes on with a copy of the backup. Returns the name.
    QFuture<Result<QString>> restoreBackup(const QString& backup);

    using Job = std::function<Result<void>(Repository&)>;

    /// Runs `job`; an error goes to `failed`.
    void post(Job job);
    /// The same, but queued only after `delay`. Jobs whose delay has not passed at destruction are dropped.
    void postDelayed(std::chrono::milliseconds delay, Job job);

    /// Waits until everything that was posted before has run. For tests and shutdown: it blocks.
    void flush();

private:
    void enqueue(std::function<void()> task);
    void perform(const Job& job);
    void close();
    void openNow(const QString& path);
    void scrubOn();
    Result<Backup> backUpHere(const QString& path, const std::stop_token& stop);
    /// On the thread of the upkeep: a backup a day.
    void keepUp(const std::stop_token& stop, const QString& path);

    std::function<void(const Error&)> m_failed;
    const std::chrono::milliseconds m_upkeepAfter;
    // Only on the thread.
    std::optional<Repository> m_repository;
    Error m_openError{ErrorCode::NotFound, "The history is not open", nullptr};
    bool m_searchMended = false;
    std::jthread m_upkeep;

    std::mutex m_backupMutex;  ///< One backup at a time.
    std::atomic<qint64> m_mostBackupBytes = kMostBackupBytes;
    QThreadPool m_backups;
    std::stop_source m_stopBackups;

    QThread m_thread;
    QObject m_context;  // lives on the thread: the queue is its event queue
};

}  // namespace lanternfish::store
