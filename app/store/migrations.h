#pragma once

#include <span>

#include "app/store/database.h"

namespace lanternfish::store {

struct Migration {
    const char* name;  ///< "0001_conversations"
    const char* sql;
};

/// Every file of app/store/migrations in the order of their numbers, which start at 1 and have no gap. Generated at
/// build time.
std::span<const Migration> migrations();

/// Brings the database from its user_version to the last migration, each in a transaction of its own. A
/// database that another process has meanwhile brought further is left alone.
Result<void> migrate(Database& database, std::span<const Migration> steps = migrations());

}  // namespace lanternfish::store
