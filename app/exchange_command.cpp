#include "app/exchange_command.h"

#include "app/exchange/export.h"
#include "app/exchange/import.h"
#include "app/platform/instance_lock.h"

namespace lanternfish::app {

namespace {

Result<QString> runExport(const Options& options, const QString& database) {
    LF_TRY(store::Repository repository, store::Repository::open(database, store::Access::ReadOnly));
    const exchange::ExportRequest request{.format = options.exportFormat, .target = options.exportTarget};
    LF_TRY(const exchange::ExportReport report,
           exchange::exportHistory(exchange::HistoryAccess::direct(repository), request, {}));
    return QStringLiteral("Exported %1 conversations to %2").arg(report.conversations).arg(report.target);
}

Result<QString> runImport(const Options& options, const QString& database) {
    LF_TRY(const platform::InstanceLock lock, platform::InstanceLock::acquire(database));
    LF_TRY(store::Repository repository, store::Repository::open(database, store::Access::ReadWrite));
    LF_TRY(const exchange::ImportReport report,
           exchange::importHistory(exchange::HistoryAccess::direct(repository), options.importFile, std::nullopt, {}));
    LF_CHECK(repository.markClean());
    return QStringLiteral(
               "Imported %1 new conversations; %2 got new messages, %3 came back from the bin, %4 were there "
               "already")
        .arg(report.newConversations)
        .arg(report.extendedConversations)
        .arg(report.restoredConversations)
        .arg(report.presentConversations);
}

}  // namespace

Result<QString> runExchange(const Options& options, const QString& database) {
    return options.importFile.isEmpty() ? runExport(options, database) : runImport(options, database);
}

}  // namespace lanternfish::app
