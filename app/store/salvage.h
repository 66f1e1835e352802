#pragma once

#include <QList>
#include <string>

#include "app/store/database.h"
#include "app/store/id_gaps.h"

namespace lanternfish::store {

/// What was read of one table of a damaged database.
struct SalvagedTable {
    int64_t rows = 0;         ///< Added to the destination.
    bool isComplete = false;  ///< Every row could be read.
    QList<IdGap> gaps;        ///< Where rows may lie that could not be read; of a table without ids nothing.
};

/// Copies the rows of `table` (those with ids: with positive ones) that can be read and that `to` doesn't have yet, by
/// the columns that both have. With `only`, those with ids inside of it. Rows that break a constraint stay behind.
/// Errors: only those of `to`.
Result<SalvagedTable> salvageTable(Database& from, Database& to, const std::string& table,
                                   const IdRanges* only = nullptr);

}  // namespace lanternfish::store
