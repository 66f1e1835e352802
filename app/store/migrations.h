#pragma once

#include <span>

#include "app/store/database.h"

namespace lanternfish::store {

struct Migration {
    const char* name;  ///< "0001_conversations"
    const char* sql;
};

/// The search indexes that the migrations make, kept by triggers.
inline constexpr const char* kSearchIndexes[] = {"message_words", "message_trigrams", "title_words", "title_trigrams"};

/// Every file of app/store/migrations in the order of their numbers, which start at 1 and have no gap. Generated at
/// build time.
std::span<const Migration> migrations();

/// Brings the database from its user_version to the last migration, each in a transaction of its own. A
/// database that another process has meanwhile brought further is left alone.
Result<void> migrate(Database& database, std::span<const Migration> steps = migrations());

/// Lets the triggers and views of the file reach the search indexes (Database::trustSchema) after it has made sure that
/// they, and its virtual tables, are those of the migrations and no others. Errors: InvalidFile.
Result<void> trustKnownSchema(Database& database);

}  // namespace lanternfish::store
