#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "app/store/page_file.h"
#include "app/store/row_shapes.h"
#include "app/store/salvage.h"

namespace lanternfish::store {

/// Finds rows of our tables in a damaged file without the schema and without the pages that lead to them: it looks at
/// every page. A row is one of a table when its columns have the types that a layout of the table fixes (RowShape) and
/// no other table fits; the rows of a page belong to one table, or the page counts as none. The constraints of the
/// destination have the last word.
///
/// What was deleted stays deleted. Our databases are written with secure_delete, so that free pages and freed places
/// in pages hold zeros. In files that others wrote to, pages that the list of free pages names are passed over, and
/// where two pages have a row in common one is an old state of the other: of rows that only one of them has between
/// the first and the last of the other, those of the page that another page leads to stay, and none when both or
/// neither is led to. Of two versions of a row the one on such a page is taken, else the longer one: texts only grow.
class PageScan {
public:
    /// Reads the whole file. `tables`: those to look for. Errors: Io, InvalidFile (no such size of page).
    static Result<PageScan> look(const QString& path, uint32_t pageSize, uint32_t reservedBytes,
                                 std::span<const char* const> tables);

    /// Adds the rows of `table` that lie in the gaps of `known` (without ids: all) and that `to` doesn't have yet, and
    /// closes the gaps that turn out to hold no more. Returns how many. Errors: only those of `to`.
    Result<int64_t> restore(const std::string& table, Database& to, SalvagedTable& known);

private:
    struct Row {
        int64_t id;  ///< 0 in tables without ids.
        uint32_t page;
        uint16_t cell;
        uint64_t size;
    };
    struct Leaf {
        uint32_t page;
        IdRange ids;
        bool isWhole;  ///< Every cell was read.
    };
    struct Table {
        std::vector<Row> rows;
        std::vector<Leaf> leaves;  ///< Of tables with ids.
    };

    PageScan(PageFile file, std::vector<RowShape> shapes) : m_file(std::move(file)), m_shapes(std::move(shapes)) {}
    void look(const Page& page);
    void takeLeaf(const Page& page);
    void dropFreePages();
    bool isLinked(uint32_t page) const { return m_isLinked[page]; }
    void dropContradicted(Table& table) const;
    Result<bool> insert(const Row& row, Database& to);
    const Page* pageOf(const Row& row);

    PageFile m_file;
    std::vector<RowShape> m_shapes;
    std::map<std::string, Table> m_tables;
    std::vector<bool> m_isLinked;  ///< By page: an interior page leads to it.
    std::vector<uint32_t> m_next;  ///< By page: to which the same interior page leads next; 0: not known.
    std::vector<bool> m_isFree;    ///< By page: on the list of free pages.
    std::optional<Page> m_page;    ///< The last one that was read.
};

}  // namespace lanternfish::store
