#include "app/store/migrations.h"

#include <algorithm>
#include <format>
#include <map>

namespace lanternfish::store {

namespace {

Result<void> apply(Database& database, const Migration& step, size_t version) {
    // Immediate: two processes that start at once must not both find the old version.
    LF_CHECK(database.execute("BEGIN IMMEDIATE"));
    Result<void> done = [&]() -> Result<void> {
        LF_TRY(const int64_t current, database.userVersion());
        if (current >= static_cast<int64_t>(version)) {
            return {};
        }
        LF_CHECK(database.execute(step.sql));
        LF_CHECK(database.execute(std::format("PRAGMA user_version = {}", version)));
        return {};
    }();
    if (done) {
        done = database.execute("COMMIT");
    }
    if (!done) {
        static_cast<void>(database.execute("ROLLBACK"));
        return wrapError(std::move(done).error(), std::format("Migration {} failed", step.name));
    }
    return {};
}

/// What of a schema can act: the names and texts of triggers, views and virtual tables.
Result<std::map<std::string, std::string>> activeParts(Database& database) {
    LF_TRY(Statement row, database.prepare("SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') "
                                           "OR sql LIKE 'CREATE VIRTUAL%'"));
    std::map<std::string, std::string> parts;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return parts;
        }
        parts.emplace(row.text(0), row.text(1));
    }
}

}  // namespace

// SQLite before 3.41 refuses search indexes in the triggers of a schema that is not trusted. What makes such a schema
// dangerous is what others may have put into it, so nothing of others may be in it.
Result<void> trustKnownSchema(Database& database) {
    LF_TRY(const int64_t version, database.userVersion());
    LF_TRY(const auto found, activeParts(database));
    LF_TRY(Database model, Database::open(":memory:", Access::ReadWrite, version));
    model.trustSchema();
    LF_CHECK(migrate(model, migrations().first(static_cast<size_t>(version))));
    LF_TRY(const auto expected, activeParts(model));
    if (found != expected) {
        const auto foreign =
            std::ranges::find_if(found, [&](const auto& part) { return !expected.contains(part.first); });
        return makeError(ErrorCode::InvalidFile,
                         std::format("{}: expected the {} triggers, views and indexes of layout {}, found {}{}",
                                     database.path(), expected.size(), version, found.size(),
                                     foreign == found.end() ? "" : ", among them " + foreign->first));
    }
    database.trustSchema();
    return {};
}

Result<void> migrate(Database& database, std::span<const Migration> steps) {
    LF_TRY(const int64_t current, database.userVersion());
    for (auto i = static_cast<size_t>(current); i < steps.size(); ++i) {
        LF_CHECK(apply(database, steps[i], i + 1));
    }
    return {};
}

}  // namespace lanternfish::store
