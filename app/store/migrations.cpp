#include "app/store/migrations.h"

#include <format>

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

}  // namespace

Result<void> migrate(Database& database, std::span<const Migration> steps) {
    LF_TRY(const int64_t current, database.userVersion());
    for (auto i = static_cast<size_t>(current); i < steps.size(); ++i) {
        LF_CHECK(apply(database, steps[i], i + 1));
    }
    return {};
}

}  // namespace lanternfish::store
