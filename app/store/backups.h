#pragma once

#include <QDateTime>
#include <QList>
#include <QString>
#include <stop_token>

#include "app/store/database.h"
#include "app/store/types.h"

namespace lanternfish::store {

// Copies of a database, made by SQLite itself, in the folder "backups" beside it: NAME-20261127T190203Z.sqlite.
// Whatever is being written has a name of its own until it is whole.

/// What all backups of a database may take together unless people choose otherwise.
inline constexpr qint64 kMostBackupBytes = qint64{1} << 30;

/// Newest first.
QList<Backup> backupsOf(const QString& database);

/// Looks through the database and, when it is sound, adds a backup and removes those that the rotation has no use for
/// or no room (superfluous()). Reads through a connection of its own: writers go on meanwhile. Thread: any. Errors:
/// InvalidFile when the database is damaged (and no backup is touched), Io, Cancelled.
Result<Backup> backUp(const QString& database, const QDateTime& now, qint64 mostBytes = kMostBackupBytes,
                      const std::stop_token& stop = {});

/// What the rotation gives up: all but the newest of each of the last seven days that have one and of each of the four
/// weeks before them; then the oldest of these while they take more than `mostBytes`, but never the newest two: with
/// one alone, a history that went wrong since yesterday would have no other. `backups`: newest first.
QList<Backup> superfluous(const QList<Backup>& backups, qint64 mostBytes = kMostBackupBytes);

/// Keeps the database as it is beside itself before it gets another layout: NAME.layout-1-20261127T190203Z.sqlite. The
/// three newest such copies stay.
Result<void> copyBeforeMigration(Database& database, int64_t layout, const QDateTime& now);

/// Puts a copy of `backup` in the place of the database, which is kept as NAME.replaced-20261127T190203Z.sqlite.
/// Nothing may have the database open. Returns the name under which it is kept.
Result<QString> restoreBackup(const QString& database, const QString& backup, const QDateTime& now);

/// "NAME.WHAT-20261127T190203Z.sqlite" for NAME.sqlite.
QString nameBeside(const QString& database, const QString& what, const QDateTime& now);

/// Makes `from` the file at `path` and removes what belonged to the one before (its write-ahead log).
Result<void> putInPlace(const QString& from, const QString& path);

}  // namespace lanternfish::store
