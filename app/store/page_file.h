#pragma once

#include <cstdint>
#include <optional>
#include <QFile>
#include <string>
#include <string_view>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish::store {

/// What the first byte of a page of a b-tree says; other pages may begin with the same byte by chance.
enum class PageKind : uint8_t { IndexInterior = 2, TableInterior = 5, IndexLeaf = 10, TableLeaf = 13, Other = 0 };

/// An entry of a page of a b-tree. What a kind of page doesn't have is 0. Points into its page.
struct Cell {
    uint32_t child = 0;     ///< Page with the entries before this one.
    int64_t rowid = 0;      ///< Of pages of tables.
    uint64_t size = 0;      ///< Bytes of the record.
    std::string_view here;  ///< Its first bytes.
    uint32_t overflow = 0;  ///< Page where it goes on, else 0.
};

/// A page of a b-tree. Says only what lies inside of its bytes.
class Page {
public:
    Page() = default;
    /// `bytes` without those reserved at the end.
    Page(uint32_t number, std::string bytes);

    uint32_t number() const { return m_number; }
    PageKind kind() const { return m_kind; }
    /// As many as the page says, or that fit.
    size_t cells() const { return m_cells; }
    std::optional<Cell> cell(size_t index) const;
    /// Of interior pages: the page with the entries after the last cell.
    uint32_t lastChild() const;
    bool isInterior() const { return m_kind == PageKind::TableInterior || m_kind == PageKind::IndexInterior; }
    /// Its numbers agree with each other, as they hardly ever do by chance.
    bool isWellShaped() const;

private:
    size_t pointersEnd() const;

    uint32_t m_number = 0;
    std::string m_bytes;
    PageKind m_kind = PageKind::Other;
    size_t m_cells = 0;
};

/// A column of a record: monostate is NULL, 8 bytes of a BLOB and TEXT differ by `isText`.
struct Value {
    enum class Type : uint8_t { Null, Integer, Real, Text, Blob };
    Type type = Type::Null;
    int64_t integer = 0;
    double real = 0;
    std::string_view bytes;  ///< Of texts and blobs; points into the record.
};

/// The types of a record's columns, from its first bytes; nothing when they don't add up to `size`.
std::optional<std::vector<Value::Type>> columnTypes(std::string_view firstBytes, uint64_t size);
/// The columns of a whole record.
std::optional<std::vector<Value>> columnValues(std::string_view record);

/// A file in SQLite's format, read page by page without SQLite and without its first page. Nothing in it is believed:
/// numbers lead only to what is there, and no chain of pages goes round.
/// Format: https://www.sqlite.org/fileformat2.html
class PageFile {
public:
    /// `pageSize`: 512 to 65536, a power of two. Errors: Io.
    static Result<PageFile> open(const QString& path, uint32_t pageSize, uint32_t reservedBytes);

    uint32_t pages() const { return m_pages; }
    /// Pages count from 1. Nothing: there is none, or it can't be read.
    std::optional<Page> page(uint32_t number);
    /// The pages that `number` lists when it is a part of the list of free pages; empty when it can't be one.
    std::vector<uint32_t> freePagesListedOn(uint32_t number);
    /// The whole record of a cell; nothing when a page that it needs is missing, empty, or one of another use.
    std::optional<std::string> record(const Cell& cell);

private:
    PageFile(std::unique_ptr<QFile> file, uint32_t pageSize, uint32_t reservedBytes);
    bool read(uint32_t number, std::string& bytes);

    std::unique_ptr<QFile> m_file;
    uint32_t m_pageSize;
    uint32_t m_usable;
    uint32_t m_pages;
    uint64_t m_overflowLeft;  ///< Pages that may still be read for records.
};

/// The size of page that the file has: that at which most of it is pages of b-trees, `expected` when that is no less.
/// Errors: Io.
Result<uint32_t> pageSizeOf(const QString& path, uint32_t expected);

}  // namespace lanternfish::store
