#include "app/store/store_thread.h"

#include <QTimer>

namespace lanternfish::store {

StoreThread::StoreThread(std::function<void(const Error&)> failed) : m_failed(std::move(failed)) {
    m_thread.setObjectName(QStringLiteral("store"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
}

StoreThread::~StoreThread() {
    enqueue([this] {
        m_repository.reset();
        m_thread.quit();
    });
    m_thread.wait();
}

QFuture<Result<OpenReport>> StoreThread::open(const QString& path) {
    auto promise = std::make_shared<QPromise<Result<OpenReport>>>();
    QFuture<Result<OpenReport>> future = promise->future();
    promise->start();
    enqueue([this, promise, path] {
        Result<Repository> repository = Repository::open(path, Access::ReadWrite);
        if (repository) {
            m_repository = std::move(*repository);
            promise->addResult(Result<OpenReport>(m_repository->report()));
        } else {
            m_openError = repository.error();
            promise->addResult(Result<OpenReport>(std::unexpected(m_openError)));
        }
        promise->finish();
    });
    return future;
}

void StoreThread::post(Job job) {
    enqueue([this, job = std::move(job)] { perform(job); });
}

void StoreThread::postDelayed(std::chrono::milliseconds delay, Job job) {
    enqueue([this, delay, job = std::move(job)] {
        QTimer::singleShot(delay, Qt::PreciseTimer, &m_context, [this, job] { perform(job); });
    });
}

void StoreThread::flush() {
    auto promise = std::make_shared<QPromise<void>>();
    QFuture<void> future = promise->future();
    promise->start();
    enqueue([promise] { promise->finish(); });
    future.waitForFinished();
}

void StoreThread::enqueue(std::function<void()> task) {
    QMetaObject::invokeMethod(&m_context, std::move(task), Qt::QueuedConnection);
}

void StoreThread::perform(const Job& job) {
    const Result<void> done = m_repository ? job(*m_repository) : Result<void>(std::unexpected(m_openError));
    if (!done) {
        m_failed(done.error());
    }
}

}  // namespace lanternfish::store
