#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/store/page_file.h"

namespace lanternfish::store {

/// How a row of a table lies in the file, as far as the schema of one layout fixes it.
struct RowShape {
    struct Column {
        std::string name;
        std::string type;  ///< Of a STRICT table: "INTEGER", "REAL", "TEXT" or "BLOB".
        bool isNullable;
        bool isId;  ///< Lies in the file as NULL; the rowid is its value.

        bool operator==(const Column&) const = default;
    };
    std::string table;
    std::vector<Column> columns;  ///< In the order of the file.
    bool hasIds;                  ///< Else WITHOUT ROWID: a b-tree of the kind of indexes.

    bool fits(const std::vector<Value::Type>& types) const;
    bool operator==(const RowShape&) const = default;
};

/// The shapes that rows of `tables` have had since the first layout: a row that was not written since a migration
/// added a column still lacks it. Made by running the migrations.
Result<std::vector<RowShape>> rowShapes(std::span<const char* const> tables);

/// The shape among `shapes` that a row with columns of these types has; null when none has it, or those of more than
/// one table.
const RowShape* shapeOf(const std::vector<Value::Type>& types, bool hasIds, std::span<const RowShape> shapes);

}  // namespace lanternfish::store
