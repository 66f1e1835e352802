#pragma once

#include <QDateTime>
#include <QString>

#include "lanternfish/error.h"

namespace lanternfish::store {

/// What became of a damaged database.
struct RepairReport {
    QString keptAs;                     ///< The damaged file, byte for byte.
    int64_t conversations = 0;          ///< In the repaired one.
    int64_t messages = 0;               ///< Likewise.
    int64_t fromPages = 0;              ///< Of these messages, those found by looking at every page of the file.
    int64_t fromBackup = 0;             ///< Likewise, those that only the backup still had.
    std::optional<QDateTime> backupAt;  ///< Of the backup that was used.
    int64_t lost = 0;                   ///< At most so many messages are missing.
    bool isEndUnknown = false;          ///< Newer ones than those that were found may be missing too.
};

/// Builds a sound database of the newest layout from what can be read of the damaged one, row by row and where that
/// ends page by page (PageScan), and from the newest sound backup, and puts it in its place. What was read of the
/// damaged one wins: it is newer. Nothing may have it open. Errors: InvalidFile when nothing of it can be read and it
/// does not even begin like a database; Io. Then everything stays as it was.
Result<RepairReport> repairDatabase(const QString& path, const QDateTime& now);

/// For people.
QString describeRepair(const RepairReport& report);

}  // namespace lanternfish::store
