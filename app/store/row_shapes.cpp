#include "app/store/row_shapes.h"

#include <algorithm>
#include <format>

#include "app/store/migrations.h"

namespace lanternfish::store {

namespace {

/// REAL columns keep whole numbers as integers.
bool holds(const RowShape::Column& column, Value::Type type) {
    if (column.isId || type == Value::Type::Null) {
        return type == Value::Type::Null && (column.isId || column.isNullable);
    }
    switch (type) {
        case Value::Type::Integer:
            return column.type == "INTEGER" || column.type == "REAL";
        case Value::Type::Real:
            return column.type == "REAL";
        case Value::Type::Text:
            return column.type == "TEXT";
        default:
            return column.type == "BLOB";
    }
}

Result<RowShape> shapeIn(Database& database, const std::string& table) {
    RowShape shape{table, {}, true};
    LF_TRY(const int64_t withoutRowid,
           database.integerOf(std::format("SELECT wr FROM pragma_table_list('{}')", table)));
    shape.hasIds = withoutRowid == 0;
    // Without a rowid the columns of the key come first, in the key's order.
    LF_TRY(Statement row,
           database.prepare(std::format("SELECT name, type, \"notnull\", pk FROM pragma_table_info('{}') ORDER BY {}",
                                        table, shape.hasIds ? "cid" : "pk = 0, pk, cid")));
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return shape;
        }
        const bool isKey = row.integer(3) != 0;
        const bool isId = shape.hasIds && isKey && row.text(1) == "INTEGER";
        shape.columns.push_back(
            {std::string(row.text(0)), std::string(row.text(1)), row.integer(2) == 0 && !isKey, isId});
    }
}

}  // namespace

bool RowShape::fits(const std::vector<Value::Type>& types) const {
    return std::ranges::equal(columns, types, holds);
}

Result<std::vector<RowShape>> rowShapes(std::span<const char* const> tables) {
    const std::span<const Migration> steps = migrations();
    LF_TRY(Database database, Database::open(":memory:", Access::ReadWrite, static_cast<int64_t>(steps.size())));
    database.trustSchema();
    std::vector<RowShape> shapes;
    for (size_t layout = 1; layout <= steps.size(); ++layout) {
        LF_CHECK(migrate(database, steps.first(layout)));
        for (const char* table : tables) {
            LF_TRY(RowShape shape, shapeIn(database, table));
            if (!shape.columns.empty() && !std::ranges::contains(shapes, shape)) {
                shapes.push_back(std::move(shape));
            }
        }
    }
    return shapes;
}

const RowShape* shapeOf(const std::vector<Value::Type>& types, bool hasIds, std::span<const RowShape> shapes) {
    const RowShape* found = nullptr;
    for (const RowShape& shape : shapes) {
        if (shape.hasIds == hasIds && shape.fits(types)) {
            if (found != nullptr && found->table != shape.table) {
                return nullptr;
            }
            found = &shape;
        }
    }
    return found;
}

}  // namespace lanternfish::store
