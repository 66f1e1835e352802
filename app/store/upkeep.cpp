// The part of Repository about the file itself: opening, checking, repairing, cleaning.

#include <format>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include "app/store/backups.h"
#include "app/store/migrations.h"
#include "app/store/repair.h"
#include "app/store/repository.h"
#include "app/store/rows.h"

namespace lanternfish::store {

namespace {

constexpr QLatin1StringView kMemory(":memory:");
constexpr int kPagesPerScrub = 500;

QString damageMark(const QString& path) {
    return path + QStringLiteral("-damaged");
}

// The mark is taken away by the first write after an open, in the log. If the machine then ends before the log reaches
// the disk, nothing that came after it reached the disk either (SQLite flushes the log before it touches the file), and
// the file is still what it was when it was closed.
Result<void> checkBeforeUse(const QString& path) {
    LF_TRY(Database database, Database::openUnchecked(utf8(path), Access::ReadOnly));
    bool isClean = false;
    LF_TRY(const bool hasValues, database.hasTable("value"));
    if (hasValues && !QFile::exists(damageMark(path))) {
        LF_TRY(Statement row, database.prepare("SELECT value FROM value WHERE key = ?"));
        LF_TRY(const bool found, row.bind(0, utf8(kIsClean)).step());
        isClean = found && row.text(0) == "1";
    }
    return isClean ? Result<void>() : database.check();
}

}  // namespace

Result<Repository> Repository::open(const QString& path, Access access) {
    Result<Repository> opened = openSound(path, access);
    if (opened || access == Access::ReadOnly || path == kMemory || opened.error().code != ErrorCode::InvalidFile) {
        return opened;
    }
    LF_TRY(const RepairReport repaired, repairDatabase(path, QDateTime::currentDateTimeUtc()));
    opened = openSound(path, access);
    if (opened) {
        opened->m_report.notices.prepend(describeRepair(repaired));
    }
    return opened;
}

Result<Repository> Repository::openSound(const QString& path, Access access) {
    const std::string file = utf8(path);
    const auto newest = static_cast<int64_t>(migrations().size());
    OpenReport report{access, {}};
    LF_TRY(const int64_t layout, Database::layoutOf(file));
    if (layout > newest) {
        report.access = Access::ReadOnly;
        report.notices.append(QCoreApplication::translate(
            "Store",
            "This history was written by a newer version of Lanternfish. You can read and export it; nothing "
            "in it is changed. Install the newer version to go on with it."));
    }
    const bool isFile = path != kMemory && QFileInfo(path).size() > 0;
    LF_TRY(Database database, Database::open(file, report.access, std::max(layout, newest)));
    Repository repository(path, std::move(database), std::move(report));
    if (repository.m_report.access == Access::ReadOnly) {
        return repository;
    }
    if (isFile) {
        LF_CHECK(checkBeforeUse(path));
    }
    LF_CHECK(trustKnownSchema(repository.m_database));
    if (layout > 0 && layout < newest && isFile) {
        LF_CHECK(copyBeforeMigration(repository.m_database, layout, QDateTime::currentDateTimeUtc()));
    }
    LF_CHECK(migrate(repository.m_database));
    if (QFile::exists(damageMark(path))) {
        LF_TRY(const bool mended, repository.mendSearch());
        if (mended) {
            repository.m_report.notices.append(
                QCoreApplication::translate("Store", "The search index was damaged and has been made anew."));
        }
        QFile::remove(damageMark(path));
    }
    LF_CHECK(repository.setValue(kIsClean, QStringLiteral("0")));
    return repository;
}

bool Repository::isInFile() const {
    return m_path != kMemory;
}

Result<void> Repository::markClean() {
    return m_report.access == Access::ReadWrite ? setValue(kIsClean, QStringLiteral("1")) : Result<void>();
}

void Repository::noteDamage() const {
    if (isInFile()) {
        QFile mark(damageMark(m_path));
        static_cast<void>(mark.open(QIODevice::WriteOnly));
    }
}

Result<bool> Repository::mendSearch() {
    for (const char* index : kSearchIndexes) {
        if (!m_database.execute(std::format("INSERT INTO {0} ({0}, rank) VALUES ('integrity-check', 1)", index))) {
            LF_CHECK(rebuildSearch());
            return true;
        }
    }
    return false;
}

Result<void> Repository::rebuildSearch() {
    return transaction([&]() -> Result<void> {
        for (const char* index : kSearchIndexes) {
            LF_CHECK(m_database.execute(std::format("INSERT INTO {0} ({0}) VALUES ('rebuild')", index)));
        }
        return {};
    });
}

// A negative number makes FTS5 merge all parts into one, some pages per call; a part that is merged keeps nothing of
// what was deleted. A call that changes fewer than two rows had nothing to do.
Result<bool> Repository::scrub() {
    LF_TRY(const QString traces, value(kHasTraces));
    if (m_report.access == Access::ReadOnly || traces != u'1') {
        return true;
    }
    for (const char* index : kSearchIndexes) {
        const int64_t before = m_database.allChangedRows();
        LF_CHECK(m_database.execute(
            std::format("INSERT INTO {0} ({0}, rank) VALUES ('merge', {1})", index, -kPagesPerScrub)));
        if (m_database.allChangedRows() - before >= 2) {
            return false;
        }
    }
    LF_CHECK(setValue(kHasTraces, QStringLiteral("0")));
    LF_CHECK(m_database.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    return true;
}

Result<StorageUse> Repository::storageUse() {
    StorageUse use;
    LF_TRY(const bool hasAttachments, m_database.hasTable("attachment"));
    if (hasAttachments) {
        LF_TRY(use.attachmentBytes, m_database.integerOf("SELECT coalesce(sum(length(content)), 0) FROM attachment"));
    }
    LF_TRY(const int64_t page, m_database.integerOf("PRAGMA page_size"));
    LF_TRY(const int64_t free, m_database.integerOf("PRAGMA freelist_count"));
    use.freeBytes = page * free;
    if (isInFile()) {
        use.databaseBytes = QFileInfo(m_path).size() + QFileInfo(m_path + QStringLiteral("-wal")).size();
        use.backups = backupsOf(m_path);
    }
    return use;
}

Result<void> Repository::vacuum() {
    return m_database.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace lanternfish::store
