#pragma once

#include <QList>
#include <string>
#include <utility>

#include "app/store/database.h"

namespace lanternfish::store {

/// What was read of one table of a damaged database.
struct SalvagedTable {
    int64_t rows = 0;         ///< Added to the destination.
    bool isComplete = false;  ///< Every row could be read.
    /// Between the ids (first, last) that could be read lie rows that could not. `last` is nothing where the end of the
    /// table is unknown.
    QList<std::pair<int64_t, std::optional<int64_t>>> gaps;
};

/// Copies the rows of `table` (those with ids: with positive ones) that can be read and that `to` doesn't have yet, by
/// the columns that both have. Rows that break a constraint stay behind. Errors: only those of `to`.
Result<SalvagedTable> salvageTable(Database& from, Database& to, const std::string& table);

}  // namespace lanternfish::store
