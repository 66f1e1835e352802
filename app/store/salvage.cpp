#include "app/store/salvage.h"

#include <algorithm>
#include <format>
#include <limits>
#include <QUtf8StringView>
#include <set>
#include <vector>

namespace lanternfish::store {

namespace {

constexpr int64_t kBeforeFirst = 0;
constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();
/// How far behind the last row that could be read others are looked for when the end of the table can't be read.
constexpr int64_t kBeyond = 1 << 16;
/// Looks into gaps: each ends at the first page that can't be read, after some microseconds.
constexpr int kMostLooks = 10'000;

Result<std::vector<std::string>> columnsOf(Database& database, const std::string& table) {
    LF_TRY(Statement row, database.prepare("SELECT name FROM pragma_table_info(?)"));
    row.bind(0, std::string_view(table));
    std::vector<std::string> names;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return names;
        }
        names.emplace_back(row.text(0));
    }
}

class TableReader {
public:
    TableReader(Database& from, Database& to, std::string table, std::string columns, int count, bool hasIds,
                const IdRanges* only)
        : m_from(from),
          m_to(to),
          m_table(std::move(table)),
          m_columns(std::move(columns)),
          m_count(count),
          m_hasIds(hasIds),
          m_only(only) {}

    Result<SalvagedTable> read() {
        LF_CHECK(readAll());
        for (const int64_t id : m_garbled) {
            m_result.isComplete = false;
            m_result.gaps.append({id - 1, id + 1});
        }
        return m_result;
    }

private:
    Result<void> readAll() {
        LF_TRY(const Scan forward, scan(kBeforeFirst, kHighest, false));
        m_result.isComplete = forward.isWhole;
        if (forward.isWhole) {
            return {};
        }
        LF_TRY(Scan backward, scan(forward.last, kHighest, true));
        if (m_hasIds) {
            if (backward.last == kHighest) {
                m_result.gaps.append({forward.last, std::nullopt});
                backward.last = forward.last + kBeyond;
            }
            LF_CHECK(readGap(forward.last, backward.last));
        }
        return {};
    }

    /// How far it came: the id of the last row that could be read.
    struct Scan {
        int64_t last;
        bool isWhole = true;
    };

    /// Reads the rows between the ids, both excluded, until the end or the first that can't be read.
    Result<Scan> scan(int64_t after, int64_t before, bool backward) {
        Scan scan{backward ? before : after};
        const std::string sql =
            m_hasIds
                ? std::format("SELECT {}, rowid FROM {} NOT INDEXED WHERE rowid > ? AND rowid < ? ORDER BY rowid{}",
                              m_columns, m_table, backward ? " DESC" : "")
                : std::format("SELECT {} FROM {}{}", m_columns, m_table, backward ? " ORDER BY 1 DESC, 2 DESC" : "");
        Result<Statement> row = m_from.prepare(sql);
        if (!row) {
            scan.isWhole = false;
            return scan;
        }
        if (m_hasIds) {
            row->bind(0, after).bind(1, before);
        }
        for (;;) {
            const Result<bool> found = row->step();
            if (!found || !*found) {
                scan.isWhole = found.has_value();
                return scan;
            }
            scan.last = m_hasIds ? row->integer(m_count) : scan.last;
            if (m_only != nullptr && m_hasIds && !m_only->contains(scan.last)) {
                continue;
            }
            LF_TRY(const bool isAdded, isText(*row) ? add(*row) : Result<bool>(false));
            if (!isAdded) {
                m_garbled.insert(scan.last);
            }
        }
    }

    /// What the program writes is UTF-8; what is not was overwritten.
    bool isText(const Statement& row) const {
        for (int i = 0; i < m_count; ++i) {
            if (row.isText(i) && !QUtf8StringView(row.text(i)).isValidUtf8()) {
                return false;
            }
        }
        return true;
    }

    /// False: it is there already, or breaks a constraint.
    Result<bool> add(const Statement& row) {
        LF_TRY(Statement insert, m_to.prepare(std::format("INSERT OR IGNORE INTO {} ({}) VALUES ({})", m_table,
                                                          m_columns, parameters())));
        for (int i = 0; i < m_count; ++i) {
            insert.bindColumn(i, row, i);
        }
        if (const Result<void> done = insert.run(); !done) {
            // Internal is a constraint that OR IGNORE does not cover; else a full disk.
            return done.error().code == ErrorCode::Internal ? Result<bool>(false) : std::unexpected(done.error());
        }
        const bool isAdded = m_to.changedRows() > 0;
        m_result.rows += isAdded ? 1 : 0;
        return isAdded;
    }

    std::string parameters() const {
        std::string list = "?";
        for (int i = 1; i < m_count; ++i) {
            list += ", ?";
        }
        return list;
    }

    /// Halves a gap again and again: a page that can't be read hides only its own rows.
    Result<void> readGap(int64_t first, int64_t last) {
        std::vector<std::pair<int64_t, int64_t>> gaps = {{first, last}};
        int looks = 0;
        while (!gaps.empty()) {
            const auto [low, high] = gaps.back();
            gaps.pop_back();
            const int64_t width = high - low;
            if (width <= 1) {
                continue;
            }
            if (width == 2 || ++looks > kMostLooks) {
                LF_TRY(const Scan single, scan(low, high, false));
                if (!single.isWhole) {
                    m_result.gaps.append({low, high});
                }
                continue;
            }
            const int64_t middle = low + width / 2;
            LF_TRY(const Scan upper, scan(middle, high, false));
            if (!upper.isWhole) {
                LF_TRY(const Scan end, scan(upper.last, high, true));
                gaps.emplace_back(upper.last, end.last);
            }
            LF_TRY(const Scan lower, scan(low, middle + 1, true));
            if (!lower.isWhole) {
                LF_TRY(const Scan begin, scan(low, lower.last, false));
                gaps.emplace_back(begin.last, lower.last);
            }
        }
        return {};
    }

    Database& m_from;
    Database& m_to;
    const std::string m_table;
    const std::string m_columns;
    const int m_count;
    const bool m_hasIds;
    const IdRanges* const m_only;
    std::set<int64_t> m_garbled;  ///< Ids of rows that were read and not taken.
    SalvagedTable m_result;
};

}  // namespace

Result<SalvagedTable> salvageTable(Database& from, Database& to, const std::string& table, const IdRanges* only) {
    LF_TRY(const std::vector<std::string> wanted, columnsOf(to, table));
    LF_TRY(const int64_t withoutRowid, to.integerOf(std::format("SELECT wr FROM pragma_table_list('{}')", table)));
    const bool hasIds = withoutRowid == 0;
    const Result<std::vector<std::string>> there = columnsOf(from, table);
    if (!there || there->empty()) {
        SalvagedTable nothing;
        if (hasIds) {
            nothing.gaps.append({kBeforeFirst, std::nullopt});
        }
        return nothing;
    }
    std::string columns;
    int count = 0;
    for (const std::string& column : wanted) {
        if (std::ranges::contains(*there, column)) {
            columns += (columns.empty() ? "" : ", ") + column;
            ++count;
        }
    }
    return TableReader(from, to, table, columns, count, hasIds, only).read();
}

}  // namespace lanternfish::store
