#include "app/store/store_thread.h"

#include <condition_variable>
#include <QTimer>

#include "app/store/backups.h"

namespace lanternfish::store {

namespace {

constexpr QLatin1StringView kMemory(":memory:");
constexpr std::chrono::milliseconds kBetweenLooks = std::chrono::hours(1);
constexpr qint64 kSecondsPerDay = 24 * 3600;

}  // namespace

StoreThread::StoreThread(std::function<void(const Error&)> failed, std::chrono::milliseconds upkeepAfter)
    : m_failed(std::move(failed)), m_upkeepAfter(upkeepAfter) {
    m_thread.setObjectName(QStringLiteral("store"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
}

StoreThread::~StoreThread() {
    m_stopBackups.request_stop();
    m_backups.waitForDone();
    enqueue([this] {
        close();
        m_thread.quit();
    });
    m_thread.wait();
}

QFuture<Result<OpenReport>> StoreThread::open(const QString& path) {
    auto promise = std::make_shared<QPromise<Result<OpenReport>>>();
    QFuture<Result<OpenReport>> future = promise->future();
    promise->start();
    enqueue([this, promise, path] {
        openNow(path);
        promise->addResult(m_repository ? Result<OpenReport>(m_repository->report())
                                        : Result<OpenReport>(std::unexpected(m_openError)));
        promise->finish();
    });
    return future;
}

void StoreThread::openNow(const QString& path) {
    close();
    Result<Repository> repository = Repository::open(path, Access::ReadWrite);
    if (!repository) {
        m_openError = repository.error();
        return;
    }
    m_repository = std::move(*repository);
    m_searchMended = false;
    if (path != kMemory && m_repository->report().access == Access::ReadWrite) {
        m_upkeep = std::jthread([this, path](const std::stop_token& stop) { keepUp(stop, path); });
    }
}

void StoreThread::close() {
    m_upkeep = {};  // joins: it posts to the queue but waits for nothing
    if (m_repository) {
        if (const Result<void> marked = m_repository->markClean(); !marked) {
            m_failed(marked.error());
        }
    }
    m_repository.reset();
}

void StoreThread::keepUp(const std::stop_token& stop, const QString& path) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::chrono::milliseconds wait = m_upkeepAfter;
    for (;;) {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, wait, [] { return false; });
        if (stop.stop_requested()) {
            return;
        }
        wait = kBetweenLooks;
        enqueue([this] { scrubOn(); });
        const QList<Backup> backups = backupsOf(path);
        if (backups.isEmpty() || backups.first().at.secsTo(QDateTime::currentDateTimeUtc()) >= kSecondsPerDay) {
            if (const Result<Backup> done = backUpHere(path, stop);
                !done && done.error().code != ErrorCode::Cancelled) {
                enqueue([this, error = done.error()] { m_failed(error); });
            }
        }
    }
}

void StoreThread::scrubOn() {
    const Result<bool> done = m_repository ? m_repository->scrub() : Result<bool>(true);
    if (!done) {
        m_failed(done.error());
    } else if (!*done) {
        enqueue([this] { scrubOn(); });  // behind what waits meanwhile
    }
}

Result<Backup> StoreThread::backUpHere(const QString& path, const std::stop_token& stop) {
    const std::lock_guard lock(m_backupMutex);
    Result<Backup> backup = backUp(path, QDateTime::currentDateTimeUtc(), m_mostBackupBytes, stop);
    if (!backup && backup.error().code == ErrorCode::InvalidFile) {
        enqueue([this] {
            if (m_repository) {
                m_repository->noteDamage();
            }
        });
        return wrapError(std::move(backup).error(),
                         "No backup was made, because the history is damaged. It is repaired at the next start");
    }
    return backup;
}

QFuture<Result<Backup>> StoreThread::backUpNow() {
    auto promise = std::make_shared<QPromise<Result<Backup>>>();
    QFuture<Result<Backup>> future = promise->future();
    promise->start();
    enqueue([this, promise] {
        if (!m_repository || m_repository->path() == kMemory) {
            promise->addResult(Result<Backup>(std::unexpected(m_openError)));
            promise->finish();
            return;
        }
        m_backups.start([this, promise, path = m_repository->path()] {
            promise->addResult(backUpHere(path, m_stopBackups.get_token()));
            promise->finish();
        });
    });
    return future;
}

QFuture<Result<QString>> StoreThread::restoreBackup(const QString& backup) {
    auto promise = std::make_shared<QPromise<Result<QString>>>();
    QFuture<Result<QString>> future = promise->future();
    promise->start();
    enqueue([this, promise, backup] {
        Result<QString> kept = std::unexpected(m_openError);
        if (m_repository && m_repository->path() != kMemory) {
            const QString path = m_repository->path();
            close();
            m_backups.waitForDone();
            kept = store::restoreBackup(path, backup, QDateTime::currentDateTimeUtc());
            openNow(path);
            if (kept && !m_repository) {
                kept = std::unexpected(m_openError);
            }
        }
        promise->addResult(std::move(kept));
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
    Result<void> done = m_repository ? job(*m_repository) : Result<void>(std::unexpected(m_openError));
    if (!done && m_repository && !std::exchange(m_searchMended, true)) {
        // Every text that is written goes into the search indexes: a damaged one, whatever error it gives, must not
        // keep it from being saved.
        if (m_repository->mendSearch().value_or(false)) {
            done = job(*m_repository);
        }
    }
    if (!done && m_repository && done.error().code == ErrorCode::InvalidFile) {
        m_repository->noteDamage();
        done = wrapError(std::move(done).error(), "The history is damaged and is repaired at the next start");
    }
    if (!done) {
        m_failed(done.error());
    }
}

}  // namespace lanternfish::store
