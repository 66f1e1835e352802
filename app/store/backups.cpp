#include "app/store/backups.h"

#include <algorithm>
#include <filesystem>
#include <format>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QTimeZone>

#include "app/store/rows.h"

namespace lanternfish::store {

namespace {

const QString kTimeFormat = QStringLiteral("yyyyMMdd'T'HHmmss'Z'");
constexpr qsizetype kDays = 7;
constexpr qsizetype kWeeks = 4;
constexpr qsizetype kFewest = 2;
constexpr qsizetype kCopiesBeforeMigration = 3;

QString stampOf(const QDateTime& time) {
    return time.toUTC().toString(kTimeFormat);
}

QString folderOf(const QString& database) {
    return QFileInfo(database).dir().filePath(QStringLiteral("backups"));
}

std::unexpected<Error> ioError(const QString& path, const QString& what) {
    return makeError(ErrorCode::Io, std::format("{}: {}", utf8(path), utf8(what)));
}

/// A whole copy of what the connection sees, or nothing.
Result<void> copyInto(Database& source, const QString& target) {
    const QString partial = target + QStringLiteral(".partial");
    QFile::remove(partial);
    LF_TRY(Statement copy, source.prepare("VACUUM INTO ?"));
    if (Result<void> done = copy.bind(0, utf8(partial)).run(); !done) {
        QFile::remove(partial);
        return done;
    }
    // SQLite leaves the flush to the system; a backup is to outlive the machine's end.
    const Result<void> flushed = [&]() -> Result<void> {
        LF_TRY(Database written, Database::openUnchecked(utf8(partial), Access::ReadWrite));
        LF_TRY(const int64_t layout, written.userVersion());
        LF_CHECK(written.execute(std::format("PRAGMA synchronous = FULL; PRAGMA user_version = {}", layout)));
        return written.check();
    }();
    if (!flushed) {
        QFile::remove(partial);
        return flushed;
    }
    QFile::remove(target);
    if (QFile file(partial); !file.rename(target)) {
        auto error = ioError(target, file.errorString());
        QFile::remove(partial);
        return error;
    }
    return {};
}

/// Of each day or week its newest.
QList<Backup> keptByDate(const QList<Backup>& backups) {
    QSet<QDate> days;
    QSet<std::pair<int, int>> weeks;
    QList<Backup> kept;
    for (const Backup& backup : backups) {
        const QDate day = backup.at.date();
        if (days.contains(day)) {
            continue;
        }
        if (days.size() < kDays) {
            days.insert(day);
            kept.append(backup);
            continue;
        }
        int year = 0;
        const std::pair<int, int> week{day.weekNumber(&year), year};
        if (!weeks.contains(week) && weeks.size() < kWeeks) {
            weeks.insert(week);
            kept.append(backup);
        }
    }
    return kept;
}

}  // namespace

QList<Backup> backupsOf(const QString& database) {
    const QString prefix = QFileInfo(database).completeBaseName() + u'-';
    QList<Backup> backups;
    for (const QFileInfo& file :
         QDir(folderOf(database)).entryInfoList({prefix + QStringLiteral("*.sqlite")}, QDir::Files)) {
        QDateTime at = QDateTime::fromString(file.completeBaseName().sliced(prefix.size()), kTimeFormat);
        if (at.isValid()) {
            at.setTimeZone(QTimeZone::UTC);
            backups.append({file.filePath(), at, file.size()});
        }
    }
    std::ranges::sort(backups, std::greater(), &Backup::at);
    return backups;
}

QList<Backup> superfluous(const QList<Backup>& backups, qint64 mostBytes) {
    QList<Backup> kept = keptByDate(backups);
    qint64 bytes = 0;
    for (qsizetype i = 0; i < kept.size(); ++i) {
        bytes += kept[i].bytes;
        if (i >= kFewest && bytes > mostBytes) {
            kept.resize(i);
        }
    }
    QList<Backup> rest;
    std::ranges::copy_if(backups, std::back_inserter(rest), [&](const Backup& backup) {
        return !std::ranges::contains(kept, backup.path, &Backup::path);
    });
    return rest;
}

Result<Backup> backUp(const QString& database, const QDateTime& now, qint64 mostBytes, const std::stop_token& stop) {
    LF_TRY(Database source, Database::openUnchecked(utf8(database), Access::ReadOnly));
    source.stopWith(stop);
    LF_CHECK(source.check());
    const QString folder = folderOf(database);
    if (!QDir().mkpath(folder)) {
        return ioError(folder, QStringLiteral("can't be made"));
    }
    const QString path =
        QDir(folder).filePath(QStringLiteral("%1-%2.sqlite").arg(QFileInfo(database).completeBaseName(), stampOf(now)));
    LF_CHECK(copyInto(source, path));
    for (const Backup& old : superfluous(backupsOf(database), mostBytes)) {
        QFile::remove(old.path);
    }
    return Backup{path, now, QFileInfo(path).size()};
}

QString nameBeside(const QString& database, const QString& what, const QDateTime& now) {
    const QFileInfo file(database);
    return file.dir().filePath(QStringLiteral("%1.%2-%3.sqlite").arg(file.completeBaseName(), what, stampOf(now)));
}

Result<void> copyBeforeMigration(Database& database, int64_t layout, const QDateTime& now) {
    const QString path = fromUtf8(database.path());
    if (Result<void> copied = copyInto(database, nameBeside(path, QStringLiteral("layout-%1").arg(layout), now));
        !copied) {
        return wrapError(
            std::move(copied).error(),
            std::format("{}: it gets a new layout only after a copy was made, and that failed; the file is "
                        "left as it is. There must be room for a copy of it ({} MB) beside it",
                        utf8(path), QFileInfo(path).size() / 1'000'000 + 1));
    }
    const QFileInfo file(path);
    QFileInfoList copies =
        file.dir().entryInfoList({file.completeBaseName() + QStringLiteral(".layout-*.sqlite")}, QDir::Files);
    const auto stamp = [](const QFileInfo& copy) { return copy.completeBaseName().section(u'-', -1); };
    std::ranges::sort(copies, std::greater(), stamp);
    for (qsizetype i = kCopiesBeforeMigration; i < copies.size(); ++i) {
        QFile::remove(copies[i].filePath());
    }
    return {};
}

Result<void> putInPlace(const QString& from, const QString& path) {
    // The log first: SQLite would play it into whatever file it finds.
    for (const char* suffix : {"-wal", "-shm"}) {
        const QString file = path + QLatin1StringView(suffix);
        if (QFile::exists(file) && !QFile::remove(file)) {
            return ioError(file, QStringLiteral("can't be removed"));
        }
    }
    std::error_code error;
    std::filesystem::rename(QFileInfo(from).filesystemFilePath(), QFileInfo(path).filesystemFilePath(), error);
    return error ? Result<void>(ioError(path, QString::fromStdString(error.message()))) : Result<void>();
}

Result<QString> restoreBackup(const QString& database, const QString& backup, const QDateTime& now) {
    const QString kept = nameBeside(database, QStringLiteral("replaced"), now);
    {
        LF_TRY(Database source, Database::openUnchecked(utf8(backup), Access::ReadOnly));
        LF_CHECK(source.check());
        LF_CHECK(copyInto(source, database + QStringLiteral(".restored")));
    }
    if (!QFile::copy(database, kept)) {
        return ioError(kept, QStringLiteral("the present history can't be copied"));
    }
    QFile::copy(database + QStringLiteral("-wal"), kept + QStringLiteral("-wal"));
    LF_CHECK(putInPlace(database + QStringLiteral(".restored"), database));
    return kept;
}

}  // namespace lanternfish::store
