#include "app/exchange/import.h"

#include <QDir>
#include <QFile>

#include "app/exchange/chat_export_reader.h"
#include "app/exchange/history_reader.h"
#include "app/exchange/jan_reader.h"

namespace lanternfish::exchange {

namespace {

/// Other programs write a list of conversations, a history is an object.
bool isChatExport(QFile& file) {
    constexpr qint64 kLookedAt = 1024;
    return file.peek(kLookedAt).trimmed().startsWith('[');
}

Result<ImportReport> readInto(Merger merger, const QString& path, const Watch& watch) {
    const auto withWarnings = [&merger](QStringList warnings) {
        ImportReport report = merger.report();
        report.warnings = std::move(warnings);
        return report;
    };
    QStringList warnings;
    if (isJanFolder(path)) {
        LF_CHECK(readJan(path, merger, warnings, watch));
        return withWarnings(std::move(warnings));
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        const ErrorCode code = file.exists() ? ErrorCode::Io : ErrorCode::NotFound;
        return makeError(code, QDir::toNativeSeparators(path).toStdString() +
                                   ": can't be read: " + file.errorString().toStdString());
    }
    if (isChatExport(file)) {
        LF_CHECK(readChatExport(file, path, merger, warnings, watch));
        return withWarnings(std::move(warnings));
    }
    LF_CHECK(readHistory(file, path, merger, watch));
    return merger.report();
}

/// Half of the way, counted on.
Watch half(const Watch& watch, bool second) {
    return {.stop = watch.stop, .progress = [&watch, second](qint64 done, qint64 total) {
                watch.tell(second ? total + done : done, 2 * total);
            }};
}

}  // namespace

Result<ImportReport> previewImport(const HistoryAccess& history, const QString& file, const Watch& watch) {
    LF_TRY(Merger merger, Merger::create(history, Merger::Mode::DryRun, std::nullopt));
    return readInto(std::move(merger), file, watch);
}

Result<ImportReport> importHistory(const HistoryAccess& history, const QString& file,
                                   std::optional<store::Repository::HighestIds> idsAfter, const Watch& watch) {
    LF_CHECK(previewImport(history, file, half(watch, false)));
    return history.run([&](store::Repository& repository) -> Result<ImportReport> {
        ImportReport report;
        LF_CHECK(repository.transaction([&]() -> Result<void> {
            LF_TRY(Merger merger, Merger::create(HistoryAccess::direct(repository), Merger::Mode::Write, idsAfter));
            LF_TRY(report, readInto(std::move(merger), file, half(watch, true)));
            return {};
        }));
        return report;
    });
}

}  // namespace lanternfish::exchange
