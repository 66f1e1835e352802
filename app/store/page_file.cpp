#include "app/store/page_file.h"

#include <algorithm>
#include <bit>
#include <format>

#include "app/store/rows.h"

namespace lanternfish::store {

namespace {

constexpr size_t kLeafHeader = 8;
constexpr size_t kInteriorHeader = 12;
constexpr size_t kLeastCell = 4;
constexpr size_t kMostColumns = 64;
constexpr uint64_t kMostRecord = 1'000'000'000;  // SQLite's own limit
/// How often the pages of the file are read for records, at most. Sound chains share no page.
constexpr uint64_t kOverflowReads = 4;

/// Big-endian; the bytes must be there.
uint64_t bigEndian(std::string_view bytes, size_t at, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; ++i) {
        value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
    }
    return value;
}

/// Takes a number of one to nine bytes from the front.
std::optional<uint64_t> takeVarint(std::string_view& bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < 9 && i < bytes.size(); ++i) {
        const auto byte = static_cast<uint8_t>(bytes[i]);
        if (i == 8 || byte < 0x80) {
            value = i == 8 ? value << 8 | byte : value << 7 | byte;
            bytes.remove_prefix(i + 1);
            return value;
        }
        value = value << 7 | (byte & 0x7F);
    }
    return std::nullopt;
}

PageKind kindOf(char byte) {
    switch (byte) {
        case 2:
        case 5:
        case 10:
        case 13:
            return static_cast<PageKind>(byte);
        default:
            return PageKind::Other;
    }
}

/// How many bytes of a record lie in the page itself. `usable`: at least 480.
size_t bytesHere(uint64_t size, size_t usable, bool isTable) {
    const size_t most = isTable ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (size <= most) {
        return static_cast<size_t>(size);
    }
    const size_t least = (usable - 12) * 32 / 255 - 23;
    const size_t fitting = least + static_cast<size_t>((size - least) % (usable - 4));
    return fitting <= most ? fitting : least;
}

struct SerialType {
    Value::Type type;
    uint64_t bytes;
};

std::optional<SerialType> serialType(uint64_t code) {
    constexpr uint8_t kIntegerBytes[] = {0, 1, 2, 3, 4, 6, 8};
    if (code >= 12) {
        return SerialType{code % 2 == 0 ? Value::Type::Blob : Value::Type::Text, (code - 12) / 2};
    }
    if (code == 10 || code == 11) {
        return std::nullopt;  // SQLite's own, never in a file
    }
    if (code == 7) {
        return SerialType{Value::Type::Real, 8};
    }
    return SerialType{code == 0 ? Value::Type::Null : Value::Type::Integer, code >= 8 ? 0U : kIntegerBytes[code]};
}

/// The codes in the header of a record, which must add up to its size.
std::optional<std::vector<uint64_t>> serialCodes(std::string_view firstBytes, uint64_t size) {
    std::string_view rest = firstBytes;
    const std::optional<uint64_t> header = takeVarint(rest);
    const size_t own = firstBytes.size() - rest.size();
    if (!header || *header < own || *header > firstBytes.size() || size > kMostRecord) {
        return std::nullopt;
    }
    rest = firstBytes.substr(own, static_cast<size_t>(*header) - own);
    std::vector<uint64_t> codes;
    uint64_t sum = *header;
    while (!rest.empty()) {
        const std::optional<uint64_t> code = takeVarint(rest);
        const std::optional<SerialType> type = code ? serialType(*code) : std::nullopt;
        if (!type || type->bytes > size || codes.size() == kMostColumns) {
            return std::nullopt;
        }
        sum += type->bytes;
        codes.push_back(*code);
    }
    return sum == size ? std::optional(std::move(codes)) : std::nullopt;
}

}  // namespace

Page::Page(uint32_t number, std::string bytes) : m_number(number), m_bytes(std::move(bytes)) {
    m_kind = kindOf(m_bytes[0]);
    if (m_kind != PageKind::Other) {
        const size_t header = isInterior() ? kInteriorHeader : kLeafHeader;
        m_cells = std::min(static_cast<size_t>(bigEndian(m_bytes, 3, 2)), (m_bytes.size() - header) / (2 + kLeastCell));
    }
}

size_t Page::pointersEnd() const {
    return (isInterior() ? kInteriorHeader : kLeafHeader) + 2 * m_cells;
}

uint32_t Page::lastChild() const {
    return isInterior() ? static_cast<uint32_t>(bigEndian(m_bytes, 8, 4)) : 0;
}

std::optional<Cell> Page::cell(size_t index) const {
    if (index >= m_cells) {
        return std::nullopt;
    }
    const size_t at = bigEndian(m_bytes, (isInterior() ? kInteriorHeader : kLeafHeader) + 2 * index, 2);
    if (at < pointersEnd() || at + kLeastCell > m_bytes.size()) {
        return std::nullopt;
    }
    std::string_view rest = std::string_view(m_bytes).substr(at);
    Cell cell;
    if (isInterior()) {
        cell.child = static_cast<uint32_t>(bigEndian(rest, 0, 4));
        rest.remove_prefix(4);
    }
    const bool isTable = m_kind == PageKind::TableLeaf || m_kind == PageKind::TableInterior;
    if (m_kind != PageKind::TableInterior) {
        const std::optional<uint64_t> size = takeVarint(rest);
        if (!size || *size > kMostRecord) {
            return std::nullopt;
        }
        cell.size = *size;
    }
    if (isTable) {
        const std::optional<uint64_t> rowid = takeVarint(rest);
        if (!rowid) {
            return std::nullopt;
        }
        cell.rowid = static_cast<int64_t>(*rowid);
    }
    const size_t here = bytesHere(cell.size, m_bytes.size(), isTable);
    const bool goesOn = here < cell.size;
    if (rest.size() < here + (goesOn ? 4 : 0)) {
        return std::nullopt;
    }
    cell.here = rest.substr(0, here);
    cell.overflow = goesOn ? static_cast<uint32_t>(bigEndian(rest, here, 4)) : 0;
    return cell;
}

bool Page::isWellShaped() const {
    if (m_kind == PageKind::Other || m_cells == 0 || m_cells != bigEndian(m_bytes, 3, 2)) {
        return false;
    }
    const size_t stored = bigEndian(m_bytes, 5, 2);
    const size_t content = stored == 0 ? 65536 : stored;
    if (content < pointersEnd() || content >= m_bytes.size() || bigEndian(m_bytes, 1, 2) >= m_bytes.size()) {
        return false;
    }
    const size_t header = isInterior() ? kInteriorHeader : kLeafHeader;
    size_t end = 0;
    for (size_t i = 0; i < m_cells; ++i) {
        const std::optional<Cell> entry = cell(i);
        if (bigEndian(m_bytes, header + 2 * i, 2) < content || !entry) {
            return false;
        }
        end = std::max(end, static_cast<size_t>(entry->here.data() - m_bytes.data()) + entry->here.size());
    }
    return end >
           m_bytes.size() / 2;  // SQLite fills pages from their end: this one is not the beginning of a larger one
}

std::optional<std::vector<Value::Type>> columnTypes(std::string_view firstBytes, uint64_t size) {
    const std::optional<std::vector<uint64_t>> codes = serialCodes(firstBytes, size);
    if (!codes) {
        return std::nullopt;
    }
    std::vector<Value::Type> types;
    types.reserve(codes->size());
    for (const uint64_t code : *codes) {
        types.push_back(serialType(code)->type);
    }
    return types;
}

std::optional<std::vector<Value>> columnValues(std::string_view record) {
    const std::optional<std::vector<uint64_t>> codes = serialCodes(record, record.size());
    if (!codes) {
        return std::nullopt;
    }
    std::string_view header = record;
    std::string_view body = record.substr(static_cast<size_t>(*takeVarint(header)));
    std::vector<Value> values;
    values.reserve(codes->size());
    for (const uint64_t code : *codes) {
        const SerialType type = *serialType(code);
        Value value{.type = type.type};
        const std::string_view bytes = body.substr(0, static_cast<size_t>(type.bytes));
        body.remove_prefix(bytes.size());
        if (type.type == Value::Type::Real) {
            value.real = std::bit_cast<double>(bigEndian(bytes, 0, 8));
        } else if (type.type == Value::Type::Integer && code >= 8) {
            value.integer = static_cast<int64_t>(code) - 8;
        } else if (type.type == Value::Type::Integer) {
            const int unused = static_cast<int>(64 - 8 * bytes.size());
            value.integer = static_cast<int64_t>(bigEndian(bytes, 0, bytes.size()) << unused) >> unused;
        } else {
            value.bytes = bytes;
        }
        values.push_back(value);
    }
    return values;
}

PageFile::PageFile(std::unique_ptr<QFile> file, uint32_t pageSize, uint32_t reservedBytes)
    : m_file(std::move(file)),
      m_pageSize(pageSize),
      m_usable(pageSize - reservedBytes),
      m_pages(static_cast<uint32_t>(std::min<qint64>(m_file->size() / pageSize, UINT32_MAX - 1))),
      m_overflowLeft(kOverflowReads * m_pages) {}

Result<PageFile> PageFile::open(const QString& path, uint32_t pageSize, uint32_t reservedBytes) {
    constexpr uint32_t kLeastUsable = 480;
    if (!std::has_single_bit(pageSize) || pageSize < 512 || pageSize > 65536 ||
        reservedBytes > pageSize - kLeastUsable) {
        return makeError(ErrorCode::InvalidFile,
                         std::format("{}: pages of {} bytes, {} of them reserved; expected 512 to 65536, {} in use",
                                     utf8(path), pageSize, reservedBytes, kLeastUsable));
    }
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly)) {
        return makeError(ErrorCode::Io, std::format("{}: {}", utf8(path), utf8(file->errorString())));
    }
    return PageFile(std::move(file), pageSize, reservedBytes);
}

bool PageFile::read(uint32_t number, std::string& bytes) {
    if (number < 1 || number > m_pages) {
        return false;
    }
    bytes.resize(m_usable);
    return m_file->seek(qint64{number - 1} * m_pageSize) && m_file->read(bytes.data(), m_usable) == m_usable;
}

std::optional<Page> PageFile::page(uint32_t number) {
    std::string bytes;
    return read(number, bytes) ? std::optional(Page(number, std::move(bytes))) : std::nullopt;
}

// Layout: the next such page, how many are listed, their numbers.
std::vector<uint32_t> PageFile::freePagesListedOn(uint32_t number) {
    std::string bytes;
    if (!read(number, bytes)) {
        return {};
    }
    const uint64_t next = bigEndian(bytes, 0, 4);
    const uint64_t count = bigEndian(bytes, 4, 4);
    if (next > m_pages || count == 0 || count > m_usable / 4 - 2) {
        return {};
    }
    std::vector<uint32_t> listed;
    for (uint64_t i = 0; i < count; ++i) {
        listed.push_back(static_cast<uint32_t>(bigEndian(bytes, 8 + 4 * static_cast<size_t>(i), 4)));
    }
    std::vector<uint32_t> sorted = listed;
    std::ranges::sort(sorted);
    const bool isList =
        sorted.front() > 1 && sorted.back() <= m_pages && std::ranges::adjacent_find(sorted) == sorted.end();
    return isList ? listed : std::vector<uint32_t>();
}

std::optional<std::string> PageFile::record(const Cell& cell) {
    if (cell.size > uint64_t{m_pages} * m_usable) {
        return std::nullopt;
    }
    std::string record(cell.here);
    std::string bytes;
    uint32_t next = cell.overflow;
    while (record.size() < cell.size) {
        if (m_overflowLeft == 0 || !read(next, bytes)) {
            return std::nullopt;
        }
        --m_overflowLeft;
        next = static_cast<uint32_t>(bigEndian(bytes, 0, 4));
        const size_t taken = std::min(static_cast<size_t>(cell.size) - record.size(), bytes.size() - 4);
        const std::string_view content = std::string_view(bytes).substr(4, taken);
        if (next > m_pages || content.find_first_not_of('\0') == std::string_view::npos) {
            return std::nullopt;  // a page that was freed is full of zeros
        }
        record += content;
    }
    return next == 0 ? std::optional(std::move(record)) : std::nullopt;
}

Result<uint32_t> pageSizeOf(const QString& path, uint32_t expected) {
    constexpr uint32_t kLooks = 4096;
    std::vector<uint32_t> sizes{expected};
    for (uint32_t size = 512; size <= 65536; size *= 2) {
        if (size != expected) {
            sizes.push_back(size);
        }
    }
    uint32_t best = expected;
    uint64_t most = 0;
    for (const uint32_t size : sizes) {
        LF_TRY(PageFile file, PageFile::open(path, size, 0));
        const uint32_t step = 1 + file.pages() / kLooks;
        uint64_t bytes = 0;
        for (uint64_t number = 2; number <= file.pages(); number += step) {
            const std::optional<Page> page = file.page(static_cast<uint32_t>(number));
            bytes += page && page->isWellShaped() ? uint64_t{size} * step : 0;
        }
        if (bytes > most) {
            most = bytes;
            best = size;
        }
    }
    return best;
}

}  // namespace lanternfish::store
