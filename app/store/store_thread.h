#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QString>
#include <QThread>
#include <type_traits>

#include "app/store/repository.h"

namespace lanternfish::store {

/// The thread "store": owns the repository and runs jobs one after another in the order of the calls. Thread: any for
/// every function but the destructor, which belongs to the thread that made it.
class StoreThread {
public:
    /// `failed` gets the error of every job that was posted without a future; called on the thread "store".
    explicit StoreThread(std::function<void(const Error&)> failed);
    /// Runs everything that was posted before, closes the database and joins.
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

    std::function<void(const Error&)> m_failed;
    // Only on the thread.
    std::optional<Repository> m_repository;
    Error m_openError{ErrorCode::NotFound, "The history is not open", nullptr};

    QThread m_thread;
    QObject m_context;  // lives on the thread: the queue is its event queue
};

}  // namespace lanternfish::store
