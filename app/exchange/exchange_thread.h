#pragma once

#include <memory>
#include <QFuture>
#include <QMutex>
#include <QPromise>
#include <QThreadPool>
#include <stop_token>
#include <utility>

#include "app/exchange/export.h"
#include "app/exchange/import.h"

namespace lanternfish::exchange {

/// Exports and imports on the thread "exchange", one after another, reading and writing the history through the thread
/// "store". Futures tell their progress. Only the second half of an import occupies "store" for long; what streams
/// meanwhile is saved behind it. Thread: any for every function but the destructor, which belongs to the one that made
/// it. Must not outlive the store; needs a QGuiApplication for Format::Pdf.
class ExchangeThread {
public:
    explicit ExchangeThread(store::StoreThread& store) : m_history(HistoryAccess::through(store)) {
        m_pool.setMaxThreadCount(1);
        m_pool.setObjectName(QStringLiteral("exchange"));
    }
    /// Stops what runs and waits for its end.
    ~ExchangeThread() { stop(); }
    ExchangeThread(const ExchangeThread&) = delete;
    ExchangeThread& operator=(const ExchangeThread&) = delete;

    QFuture<Result<ExportReport>> exportTo(ExportRequest request) {
        return start([this, request = std::move(request)](const Watch& watch) {
            return exportHistory(m_history, request, watch);
        });
    }
    QFuture<Result<ImportReport>> preview(QString file) {
        return start(
            [this, file = std::move(file)](const Watch& watch) { return previewImport(m_history, file, watch); });
    }
    QFuture<Result<ImportReport>> import(QString file, std::optional<store::Repository::HighestIds> idsAfter) {
        return start([this, file = std::move(file), idsAfter](const Watch& watch) {
            return importHistory(m_history, file, idsAfter, watch);
        });
    }

    /// Everything that was begun ends soon, with ErrorCode::Cancelled unless it was just done.
    void stop() {
        const QMutexLocker lock(&m_mutex);
        std::exchange(m_stop, std::stop_source()).request_stop();
    }

private:
    static constexpr int kProgressSteps = 1000;

    template <class Work>
    auto start(Work work) -> QFuture<std::invoke_result_t<Work, const Watch&>> {
        using Value = std::invoke_result_t<Work, const Watch&>;
        auto promise = std::make_shared<QPromise<Value>>();
        QFuture<Value> future = promise->future();
        promise->start();
        promise->setProgressRange(0, kProgressSteps);
        const QMutexLocker lock(&m_mutex);
        m_pool.start([promise, work = std::move(work), stop = m_stop.get_token()] {
            const Watch watch{.stop = stop, .progress = [&promise](qint64 done, qint64 total) {
                                  const double part =
                                      static_cast<double>(done) / static_cast<double>(std::max<qint64>(1, total));
                                  promise->setProgressValue(static_cast<int>(part * kProgressSteps));
                              }};
            promise->addResult(work(watch));
            promise->finish();
        });
        return future;
    }

    HistoryAccess m_history;
    QMutex m_mutex;
    std::stop_source m_stop;
    QThreadPool m_pool;  ///< The last member: it waits for its thread before the others go.
};

}  // namespace lanternfish::exchange
