#include "app/store/repair.h"

#include <bit>
#include <format>
#include <map>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include "app/store/backups.h"
#include "app/store/migrations.h"
#include "app/store/page_scan.h"
#include "app/store/rows.h"
#include "app/store/salvage.h"

namespace lanternfish::store {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Store)
};

// In an order in which a row comes after those it refers to.
constexpr const char* kTables[] = {"folder",  "preset",        "attachment",         "system_prompt",    "conversation",
                                   "message", "answer_origin", "message_attachment", "draft_attachment", "value"};

constexpr qsizetype kHeader = 100;
const QByteArray kMagic("SQLite format 3", 16);  // with its NUL

void putBigEndian(QByteArray& bytes, qsizetype at, uint32_t value) {
    for (int i = 0; i < 4; ++i) {
        bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
    }
}

std::unexpected<Error> ioError(const QFile& file) {
    return makeError(ErrorCode::Io, std::format("{}: {}", utf8(file.fileName()), utf8(file.errorString())));
}

uint32_t pageSizeIn(const QByteArray& header) {
    const uint32_t size =
        static_cast<uint32_t>(static_cast<uint8_t>(header[16])) << 8 | static_cast<uint8_t>(header[17]);
    return size == 1 ? 65536U : size;
}

/// Gives the file at `path` a header that SQLite accepts: `sound`'s where its own is unknown, with the size of its
/// pages as they are, and the size that it has.
Result<void> mendHeader(const QString& path, const QString& sound) {
    QFile file(path);
    QFile model(sound);
    if (!file.open(QIODevice::ReadWrite)) {
        return ioError(file);
    }
    if (!model.open(QIODevice::ReadOnly)) {
        return ioError(model);
    }
    QByteArray header = file.read(kHeader);
    const QByteArray soundHeader = model.read(kHeader);
    const bool usable = header.size() == kHeader && header.startsWith(kMagic) && pageSizeIn(header) >= 512 &&
                        std::has_single_bit(pageSizeIn(header)) && header[18] >= 1 && header[18] <= 2 &&
                        header[19] >= 1 && header[19] <= 2 && header.sliced(20, 4) == soundHeader.sliced(20, 4);
    if (!usable) {
        header = soundHeader;
        header[18] = header[19] = 2;  // there may be a write-ahead log
    }
    LF_TRY(const uint32_t page, pageSizeOf(path, pageSizeIn(header)));
    header[16] = static_cast<char>(page >> 8);  // 65536 is written as 1
    header[17] = static_cast<char>(page >> 16);
    const qint64 pages = std::max<qint64>(1, (file.size() + page - 1) / page);
    putBigEndian(header, 28, static_cast<uint32_t>(pages));
    putBigEndian(header, 32, 0);  // no free pages, whose list may be damaged
    putBigEndian(header, 36, 0);
    header.replace(92, 4, header.sliced(24, 4));  // the size is valid
    if (!file.resize(pages * page) || !file.seek(0) || file.write(header) != header.size()) {
        return ioError(file);
    }
    return {};
}

class Repair {
public:
    Repair(QString path, const QDateTime& now)
        : m_path(std::move(path)),
          m_working(m_path + QStringLiteral(".salvage")),
          m_repaired(m_path + QStringLiteral(".repaired")) {
        m_report.keptAs = nameBeside(m_path, QStringLiteral("damaged"), now);
    }

    Result<RepairReport> run() {
        Result<void> done = build();
        removeDatabase(m_working);
        if (done) {
            done = putInPlace(m_repaired, m_path);
        }
        if (!done) {
            removeDatabase(m_repaired);
            removeDatabase(m_report.keptAs);
            return std::unexpected(std::move(done).error());
        }
        return m_report;
    }

private:
    static void removeDatabase(const QString& path) {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            QFile::remove(path + QLatin1StringView(suffix));
        }
    }

    static Result<void> copyDatabase(const QString& from, const QString& to) {
        for (const char* suffix : {"", "-wal"}) {
            QFile file(from + QLatin1StringView(suffix));
            if (file.exists() && !file.copy(to + QLatin1StringView(suffix))) {
                return ioError(file);
            }
        }
        return {};
    }

    Result<void> build() {
        removeDatabase(m_working);
        removeDatabase(m_repaired);
        LF_CHECK(copyDatabase(m_path, m_report.keptAs));
        LF_CHECK(copyDatabase(m_path, m_working));
        const auto newest = static_cast<int64_t>(migrations().size());
        {
            LF_TRY(Database fresh, Database::open(utf8(m_repaired), Access::ReadWrite, newest));
            LF_CHECK(fresh.execute("PRAGMA journal_mode = DELETE"));
            LF_CHECK(fresh.execute("CREATE TABLE any (a); DROP TABLE any"));
        }
        LF_CHECK(mendHeader(m_working, m_repaired));
        LF_TRY(Database repaired, Database::open(utf8(m_repaired), Access::ReadWrite, newest));
        repaired.trustSchema();
        LF_CHECK(migrate(repaired));
        LF_CHECK(repaired.execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL; BEGIN"));
        // Rows come in any order and the indexes are made of all of them at once.
        LF_TRY(const std::string triggers, dropTriggers(repaired));
        LF_CHECK(readDamaged(repaired));
        LF_CHECK(readPages(repaired));
        LF_CHECK(readBackup(repaired));
        LF_CHECK(mendReferences(repaired));
        LF_CHECK(count(repaired));
        if (m_report.conversations == 0 && !beginsLikeADatabase()) {
            return makeError(ErrorCode::InvalidFile,
                             std::format("{}: not a database, and nothing in it can be read; the file is left as it is",
                                         utf8(m_path)));
        }
        LF_CHECK(repaired.execute(triggers));
        for (const char* index : kSearchIndexes) {
            LF_CHECK(repaired.execute(std::format("INSERT INTO {0} ({0}) VALUES ('rebuild')", index)));
        }
        LF_CHECK(repaired.execute("COMMIT; PRAGMA foreign_keys = ON"));
        LF_CHECK(repaired.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
        LF_TRY(Statement dangling, repaired.prepare("PRAGMA foreign_key_check"));
        LF_TRY(const bool dangles, dangling.step());
        if (dangles) {
            return makeError(ErrorCode::Internal, std::format("{}: a row of {} refers to nothing after the repair",
                                                              utf8(m_repaired), dangling.text(0)));
        }
        return repaired.check();
    }

    /// Returns what makes them again.
    static Result<std::string> dropTriggers(Database& database) {
        std::string make;
        std::string drop;
        LF_TRY(Statement row, database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"));
        for (;;) {
            LF_TRY(const bool found, row.step());
            if (!found) {
                break;
            }
            drop += std::format("DROP TRIGGER {};", row.text(0));
            make += std::format("{};", row.text(1));
        }
        row.reset();
        LF_CHECK(database.execute(drop));
        return make;
    }

    bool beginsLikeADatabase() const {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) && file.read(kMagic.size()) == kMagic;
    }

    Result<void> readDamaged(Database& repaired) {
        Result<Database> damaged = Database::openDamaged(utf8(m_working));
        for (const char* table : kTables) {
            SalvagedTable& salvaged = m_tables[table];
            if (damaged) {
                LF_TRY(salvaged, salvageTable(*damaged, repaired, table));
            }
        }
        return {};
    }

    /// What no way of SQLite's leads to any more.
    Result<void> readPages(Database& repaired) {
        if (std::ranges::all_of(m_tables, [](const auto& table) { return table.second.isComplete; })) {
            return {};
        }
        LF_CHECK(foldLog(m_working));
        QFile file(m_working);
        if (!file.open(QIODevice::ReadOnly)) {
            return ioError(file);
        }
        const QByteArray header = file.read(kHeader);
        if (header.size() < kHeader) {
            return {};
        }
        LF_TRY(PageScan scan, PageScan::look(m_working, pageSizeIn(header), static_cast<uint8_t>(header[20]), kTables));
        for (const char* table : kTables) {
            LF_TRY(const int64_t added, scan.restore(table, repaired, m_tables[table]));
            m_report.fromPages += std::string_view(table) == "message" ? added : 0;
        }
        return {};
    }

    /// SQLite writes the pages in the log, as far as the log is sound, into the file when its last connection ends.
    static Result<void> foldLog(const QString& path) {
        LF_TRY(Database database, Database::openUnchecked(utf8(path), Access::ReadWrite));
        // A header that is of no use here concerns only the log, which is then passed over.
        static_cast<void>(database.userVersion());
        return {};
    }

    Result<void> readBackup(Database& repaired) {
        // A table that was read to its end lacks only what was removed on purpose.
        const bool isWhole = m_tables["conversation"].isComplete && m_tables["message"].isComplete;
        LF_TRY(const int64_t before, repaired.integerOf("SELECT count(*) FROM message"));
        for (const Backup& backup : isWhole ? QList<Backup>() : backupsOf(m_path)) {
            Result<Database> source = Database::openUnchecked(utf8(backup.path), Access::ReadOnly);
            if (!source || !source->check()) {
                continue;
            }
            // What the damaged file has no room for was removed on purpose.
            const IdRanges conversations(m_tables["conversation"].gaps);
            const IdRanges messages(m_tables["message"].gaps);
            for (const std::string_view table : kTables) {
                const IdRanges* const only =
                    table == "conversation" ? &conversations : (table == "message" ? &messages : nullptr);
                LF_CHECK(salvageTable(*source, repaired, std::string(table), only));
            }
            m_report.backupAt = backup.at;
            break;
        }
        LF_TRY(const int64_t after, repaired.integerOf("SELECT count(*) FROM message"));
        m_report.fromBackup = after - before;
        return {};
    }

    /// Messages whose conversation could not be read get one; those whose conversation is surely gone were removed.
    Result<void> adoptMessages(Database& repaired) {
        const IdRanges unread(m_tables["conversation"].gaps);
        std::vector<int64_t> removed;
        {
            LF_TRY(Statement row, repaired.prepare("SELECT DISTINCT conversation FROM message WHERE conversation NOT "
                                                   "IN (SELECT id FROM conversation)"));
            for (;;) {
                LF_TRY(const bool found, row.step());
                if (!found) {
                    break;
                }
                if (!unread.contains(row.integer(0))) {
                    removed.push_back(row.integer(0));
                }
            }
        }
        for (const int64_t conversation : removed) {
            LF_CHECK(repaired.execute(std::format("DELETE FROM message WHERE conversation = {}", conversation)));
        }
        LF_TRY(Statement add, repaired.prepare("INSERT INTO conversation (id, title, created_at, updated_at) "
                                               "SELECT conversation, ?, min(created_at), max(created_at) FROM message "
                                               "WHERE conversation NOT IN (SELECT id FROM conversation) GROUP BY "
                                               "conversation"));
        const std::string title = utf8(Words::tr("Recovered conversation"));
        return add.bind(0, std::string_view(title)).run();
    }

    Result<void> mendReferences(Database& repaired) {
        LF_CHECK(adoptMessages(repaired));
        // A message whose parent is gone follows the one before it.
        return repaired.execute(
            "UPDATE message SET parent = (SELECT max(other.id) FROM message AS other WHERE other.conversation = "
            "message.conversation AND other.id < message.id) WHERE parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            "message AS other WHERE other.id = message.parent AND other.conversation = message.conversation);"
            "UPDATE conversation SET leaf = (SELECT max(id) FROM message WHERE message.conversation = conversation.id) "
            "WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.id = conversation.leaf AND message.conversation = "
            "conversation.id);"
            "UPDATE folder SET parent = NULL WHERE parent NOT IN (SELECT id FROM folder);"
            "UPDATE folder SET parent = NULL WHERE id IN (WITH RECURSIVE above (start, id) AS (SELECT id, parent FROM "
            "folder WHERE parent IS NOT NULL UNION SELECT above.start, folder.parent FROM above JOIN folder ON "
            "folder.id = above.id WHERE folder.parent IS NOT NULL) SELECT start FROM above WHERE start = id);"
            "UPDATE conversation SET folder = NULL WHERE folder NOT IN (SELECT id FROM folder);"
            "UPDATE conversation SET preset = NULL WHERE preset NOT IN (SELECT id FROM preset);"
            "DELETE FROM answer_origin WHERE message NOT IN (SELECT id FROM message) OR system_prompt NOT IN (SELECT "
            "id "
            "FROM system_prompt);"
            "DELETE FROM message_attachment WHERE message NOT IN (SELECT id FROM message) OR attachment NOT IN (SELECT "
            "id FROM attachment);"
            "DELETE FROM draft_attachment WHERE conversation NOT IN (SELECT id FROM conversation) OR attachment NOT IN "
            "(SELECT id FROM attachment);"
            "DELETE FROM attachment WHERE id NOT IN (SELECT attachment FROM message_attachment) AND id NOT IN (SELECT "
            "attachment FROM draft_attachment);"
            "DELETE FROM system_prompt WHERE id NOT IN (SELECT system_prompt FROM answer_origin)");
    }

    Result<void> count(Database& repaired) {
        LF_TRY(m_report.conversations, repaired.integerOf("SELECT count(*) FROM conversation"));
        LF_TRY(m_report.messages, repaired.integerOf("SELECT count(*) FROM message"));
        const SalvagedTable& messages = m_tables["message"];
        for (const auto& [after, before] : messages.gaps) {
            if (!before) {
                m_report.isEndUnknown = true;
                continue;
            }
            LF_TRY(const int64_t there, repaired.integerOf(std::format(
                                            "SELECT count(*) FROM message WHERE id > {} AND id < {}", after, *before)));
            m_report.lost += *before - std::max<int64_t>(after, 0) - 1 - there;
        }
        return {};
    }

    const QString m_path;
    const QString m_working;
    const QString m_repaired;
    std::map<std::string, SalvagedTable> m_tables;
    RepairReport m_report;
};

}  // namespace

Result<RepairReport> repairDatabase(const QString& path, const QDateTime& now) {
    Result<RepairReport> report = Repair(path, now).run();
    return report ? std::move(report)
                  : wrapError(std::move(report).error(), std::format("{}: damaged, and not repaired", utf8(path)));
}

QString describeRepair(const RepairReport& report) {
    QStringList sentences{Words::tr("The history was damaged and has been repaired; it has %1 conversations with %2 "
                                    "messages.")
                              .arg(report.conversations)
                              .arg(report.messages)};
    if (report.fromPages > 0) {
        sentences.append(
            Words::tr("Messages that were found by looking through all pages of the file: %1.").arg(report.fromPages));
    }
    if (report.backupAt) {
        sentences.append(Words::tr("Messages that come from the backup of %1: %2.")
                             .arg(QLocale().toString(report.backupAt->toLocalTime(), QLocale::ShortFormat))
                             .arg(report.fromBackup));
    }
    if (report.isEndUnknown) {
        sentences.append(Words::tr("The newest messages may be missing."));
    }
    if (report.lost > 0) {
        sentences.append(Words::tr("Messages that could not be restored: at most %1.").arg(report.lost));
    } else if (!report.isEndUnknown) {
        sentences.append(Words::tr("No message was lost."));
    }
    sentences.append(Words::tr("The damaged file is kept as %1.").arg(QFileInfo(report.keptAs).fileName()));
    return sentences.join(u' ');
}

}  // namespace lanternfish::store
