#include "app/store/page_scan.h"

#include <algorithm>
#include <format>
#include <QCryptographicHash>
#include <QUtf8StringView>
#include <set>
#include <unordered_map>

namespace lanternfish::store {

namespace {

/// Ids are given out one after another: a page whose first and last are further apart has a damaged one.
constexpr int64_t kWidestPage = 1 << 16;
constexpr std::string_view kZeros("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);

/// Which of the numbers to keep so that those kept ascend and are as many as possible.
std::vector<bool> ascending(const std::vector<int64_t>& numbers) {
    std::vector<size_t> ends;  // by length - 1: where the sequence of that length with the lowest end ends
    std::vector<size_t> before(numbers.size());
    for (size_t i = 0; i < numbers.size(); ++i) {
        const auto at = std::ranges::lower_bound(ends, numbers[i], {}, [&](size_t end) { return numbers[end]; });
        before[i] = at == ends.begin() ? i : *(at - 1);
        if (at == ends.end()) {
            ends.push_back(i);
        } else {
            *at = i;
        }
    }
    std::vector<bool> kept(numbers.size());
    for (size_t i = ends.empty() ? 0 : ends.back(), left = ends.size(); left > 0; --left, i = before[i]) {
        kept[i] = true;
    }
    return kept;
}

/// Texts are UTF-8 without runs of zeros, which a sector that was never written is full of; what has a hash has that
/// hash.
bool isIntact(const RowShape& shape, const std::vector<Value>& values) {
    for (size_t i = 0; i < values.size(); ++i) {
        const std::string_view bytes = values[i].bytes;
        if (values[i].type == Value::Type::Text && (!QUtf8StringView(bytes).isValidUtf8() || bytes.contains(kZeros))) {
            return false;
        }
        if (shape.columns[i].name == "sha256" && i + 1 < values.size()) {
            const std::string_view content = values[i + 1].bytes;
            const QByteArray hash = QCryptographicHash::hash(
                QByteArrayView(content.data(), static_cast<qsizetype>(content.size())), QCryptographicHash::Sha256);
            if (std::string_view(hash.constData(), static_cast<size_t>(hash.size())) != bytes) {
                return false;
            }
        }
    }
    return true;
}

void bindValue(Statement& statement, int parameter, const Value& value) {
    switch (value.type) {
        case Value::Type::Null:
            statement.bind(parameter, std::optional<int64_t>());
            break;
        case Value::Type::Integer:
            statement.bind(parameter, value.integer);
            break;
        case Value::Type::Real:
            statement.bind(parameter, value.real);
            break;
        case Value::Type::Text:
            statement.bind(parameter, value.bytes);
            break;
        case Value::Type::Blob:
            statement.bindBlob(parameter, value.bytes);
            break;
    }
}

/// False: the row is there already, or breaks a constraint. Errors: a full disk.
Result<bool> insertRow(Database& to, const RowShape& shape, const RowShape& newest, int64_t id,
                       const std::vector<Value>& values) {
    std::string names;
    std::string parameters;
    for (const RowShape::Column& column : shape.columns) {
        if (std::ranges::contains(newest.columns, column.name, &RowShape::Column::name)) {
            names += (names.empty() ? "" : ", ") + column.name;
            parameters += parameters.empty() ? "?" : ", ?";
        }
    }
    LF_TRY(Statement insert,
           to.prepare(std::format("INSERT OR IGNORE INTO {} ({}) VALUES ({})", shape.table, names, parameters)));
    int parameter = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        if (!std::ranges::contains(newest.columns, shape.columns[i].name, &RowShape::Column::name)) {
            continue;
        }
        if (shape.columns[i].isId) {
            insert.bind(parameter++, id);
        } else {
            bindValue(insert, parameter++, values[i]);
        }
    }
    if (const Result<void> done = insert.run(); !done) {
        // Internal is a constraint that OR IGNORE does not cover.
        return done.error().code == ErrorCode::Internal ? Result<bool>(false) : std::unexpected(done.error());
    }
    return to.changedRows() > 0;
}

}  // namespace

Result<PageScan> PageScan::look(const QString& path, uint32_t pageSize, uint32_t reservedBytes,
                                std::span<const char* const> tables) {
    LF_TRY(std::vector<RowShape> shapes, rowShapes(tables));
    LF_TRY(PageFile file, PageFile::open(path, pageSize, reservedBytes));
    PageScan scan(std::move(file), std::move(shapes));
    const uint32_t pages = scan.m_file.pages();
    scan.m_isLinked.resize(size_t{pages} + 1);
    scan.m_next.resize(size_t{pages} + 1);
    scan.m_isFree.resize(size_t{pages} + 1);
    // The first page holds the schema and no rows.
    for (uint32_t number = 2; number <= pages; ++number) {
        if (const std::optional<Page> page = scan.m_file.page(number)) {
            scan.look(*page);
        }
    }
    scan.dropFreePages();
    return scan;
}

void PageScan::look(const Page& page) {
    if (page.kind() == PageKind::Other) {
        for (const uint32_t listed : m_file.freePagesListedOn(page.number())) {
            m_isFree[listed] = true;
        }
        return;
    }
    if (page.kind() != PageKind::TableInterior) {
        takeLeaf(page);
    }
    if (page.isInterior()) {
        uint32_t before = 0;
        for (size_t i = 0; i <= page.cells(); ++i) {
            const uint32_t child = i == page.cells() ? page.lastChild() : page.cell(i).value_or(Cell()).child;
            const bool isThere = child > 0 && child < m_isLinked.size();
            if (isThere) {
                m_isLinked[child] = true;
                m_next[before] = child;
            }
            before = isThere ? child : 0;
        }
    }
}

/// Pages inside of the b-tree of an index hold rows as well.
void PageScan::takeLeaf(const Page& page) {
    const bool hasIds = page.kind() == PageKind::TableLeaf;
    const std::string* table = nullptr;
    std::vector<Row> rows;
    std::vector<int64_t> ids;
    bool isWhole = true;
    for (size_t i = 0; i < page.cells(); ++i) {
        const std::optional<Cell> cell = page.cell(i);
        const std::optional<std::vector<Value::Type>> types = cell ? columnTypes(cell->here, cell->size) : std::nullopt;
        const RowShape* shape = types ? shapeOf(*types, hasIds, m_shapes) : nullptr;
        if (shape == nullptr || (hasIds && cell->rowid <= 0)) {
            isWhole = false;
            continue;
        }
        if (table != nullptr && *table != shape->table) {
            return;
        }
        table = &shape->table;
        rows.push_back({cell->rowid, page.number(), static_cast<uint16_t>(i), cell->size});
        ids.push_back(cell->rowid);
    }
    if (table == nullptr) {
        return;
    }
    Table& found = m_tables[*table];
    if (!hasIds) {
        found.rows.insert(found.rows.end(), rows.begin(), rows.end());
        return;
    }
    IdRange range{0, 0};
    const std::vector<bool> kept = ascending(ids);
    for (size_t i = 0; i < rows.size(); ++i) {
        if (kept[i]) {
            range = {range.first == 0 ? rows[i].id : range.first, rows[i].id};
            found.rows.push_back(rows[i]);
        } else {
            isWhole = false;
        }
    }
    found.leaves.push_back({page.number(), range, isWhole});
}

void PageScan::dropFreePages() {
    for (auto& [name, table] : m_tables) {
        std::erase_if(table.rows, [&](const Row& row) { return m_isFree[row.page]; });
        std::erase_if(table.leaves, [&](const Leaf& leaf) { return m_isFree[leaf.page]; });
        std::ranges::sort(table.rows, {}, [&](const Row& row) {
            return std::tuple(row.id, !isLinked(row.page), ~row.size, row.page, row.cell);
        });
        std::ranges::sort(table.leaves, {}, &Leaf::ids);
        dropContradicted(table);
    }
}

void PageScan::dropContradicted(Table& table) const {
    std::set<std::pair<uint32_t, uint32_t>> versions;
    std::unordered_map<uint32_t, std::vector<int64_t>> ids;
    for (size_t i = 1; i < table.rows.size(); ++i) {
        const Row& row = table.rows[i];
        const Row& other = table.rows[i - 1];
        if (row.id != 0 && row.id == other.id && row.page != other.page) {
            versions.insert(std::minmax(row.page, other.page));
            ids[row.page] = ids[other.page] = {};
        }
    }
    if (versions.empty()) {
        return;
    }
    for (const Row& row : table.rows) {
        if (const auto page = ids.find(row.page); page != ids.end()) {
            page->second.push_back(row.id);
        }
    }
    std::set<std::pair<uint32_t, int64_t>> dropped;
    const auto compare = [&](uint32_t page, uint32_t other) {
        const std::vector<int64_t>& others = ids[other];
        for (const int64_t id : isLinked(page) && !isLinked(other) ? std::vector<int64_t>() : ids[page]) {
            if (id >= others.front() && id <= others.back() && !std::ranges::binary_search(others, id)) {
                dropped.emplace(page, id);
            }
        }
    };
    for (const auto& [page, other] : versions) {
        compare(page, other);
        compare(other, page);
    }
    std::erase_if(table.rows, [&](const Row& row) { return dropped.contains({row.page, row.id}); });
    std::erase_if(table.leaves, [&](const Leaf& leaf) { return ids.contains(leaf.page); });
}

const Page* PageScan::pageOf(const Row& row) {
    if (!m_page || m_page->number() != row.page) {
        m_page = m_file.page(row.page);
    }
    return m_page ? &*m_page : nullptr;
}

/// False: it can't be read, or it is not as it was written.
Result<bool> PageScan::insert(const Row& row, Database& to) {
    const Page* const page = pageOf(row);
    const std::optional<Cell> cell = page != nullptr ? page->cell(row.cell) : std::nullopt;
    const std::optional<std::string> record = cell ? m_file.record(*cell) : std::nullopt;
    const std::optional<std::vector<Value>> values = record ? columnValues(*record) : std::nullopt;
    if (!values) {
        return false;
    }
    std::vector<Value::Type> types;
    std::ranges::transform(*values, std::back_inserter(types), &Value::type);
    const RowShape* const shape = shapeOf(types, page->kind() == PageKind::TableLeaf, m_shapes);
    if (shape == nullptr || !isIntact(*shape, *values)) {
        return false;
    }
    // The shapes come in the order of the layouts.
    const auto newest = std::ranges::find_last(m_shapes, shape->table, &RowShape::table);
    return insertRow(to, *shape, *newest.begin(), row.id, *values);
}

Result<int64_t> PageScan::restore(const std::string& table, Database& to, SalvagedTable& known) {
    const auto found = m_tables.find(table);
    if (found == m_tables.end() || known.isComplete) {
        return 0;
    }
    const IdRanges open(known.gaps);
    std::set<uint32_t> unread;
    int64_t added = 0;
    for (const Row& row : found->second.rows) {
        if (row.id != 0 && !open.contains(row.id)) {
            continue;
        }
        LF_TRY(const bool isAdded, insert(row, to));
        added += isAdded ? 1 : 0;
        if (!isAdded) {
            unread.insert(row.page);
        }
    }
    // Between the rows of a sound page there are no others, nor between it and the one that follows it in the tree.
    std::vector<IdRange> closed;
    const std::vector<Leaf>& leaves = found->second.leaves;
    int64_t end = 0;
    uint32_t closedUpTo = 0;
    for (size_t i = 0; i < leaves.size(); ++i) {
        const auto& [first, last] = leaves[i].ids;
        const uint32_t page = leaves[i].page;
        const bool isApart = first > end && (i + 1 == leaves.size() || leaves[i + 1].ids.first > last);
        const bool isClosed = leaves[i].isWhole && isApart && last - first <= kWidestPage && !unread.contains(page);
        if (isClosed && closedUpTo != 0 && m_next[closedUpTo] == page) {
            closed.back().second = last;
        } else if (isClosed) {
            closed.push_back(leaves[i].ids);
        }
        closedUpTo = isClosed ? page : 0;
        end = std::max(end, last);
    }
    known.gaps = without(known.gaps, closed);
    known.rows += added;
    return added;
}

}  // namespace lanternfish::store
