#include "app/store/database.h"

#include <sqlite3.h>
#include <filesystem>
#include <format>

namespace lanternfish::store {

namespace {

constexpr int kBusyTimeoutMs = 5000;
/// "LFis" in the file's header: a database of another program is never migrated.
constexpr int64_t kApplicationId = 0x4C466973;
constexpr const char* kMemory = ":memory:";

ErrorCode errorCode(int sqliteCode) {
    switch (sqliteCode & 0xFF) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::InvalidFile;
        case SQLITE_NOMEM:
            return ErrorCode::OutOfMemory;
        case SQLITE_INTERRUPT:
            return ErrorCode::Cancelled;
        case SQLITE_MISUSE:
        case SQLITE_RANGE:
        case SQLITE_ERROR:
        case SQLITE_CONSTRAINT:
            return ErrorCode::Internal;
        default:
            return ErrorCode::Io;
    }
}

std::filesystem::path filePath(const std::string& path) {
    return std::filesystem::path(reinterpret_cast<const char8_t*>(path.c_str()));
}

bool exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(filePath(path), ignored);
}

/// Also what is missing.
bool isEmpty(const std::string& path) {
    std::error_code error;
    const uintmax_t size = std::filesystem::file_size(filePath(path), error);
    return error || size == 0;
}

std::unexpected<Error> sqliteError(sqlite3* connection, int code, std::string_view path, std::string_view sql) {
    const char* message = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    return makeError(errorCode(code), std::format("{}: {} (SQLite {}) at: {}", path, message, code, sql));
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Database::Close::operator()(sqlite3* connection) const {
    sqlite3_close_v2(connection);
}

Statement& Statement::bind(int parameter, int64_t value) {
    const int code = sqlite3_bind_int64(m_statement.get(), parameter + 1, value);
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Statement& Statement::bind(int parameter, double value) {
    const int code = sqlite3_bind_double(m_statement.get(), parameter + 1, value);
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL, and an empty view may hold one.
    const char* data = text.empty() ? "" : text.data();
    const int code =
        sqlite3_bind_text64(m_statement.get(), parameter + 1, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Statement& Statement::bind(int parameter, std::optional<int64_t> value) {
    if (value) {
        return bind(parameter, *value);
    }
    const int code = sqlite3_bind_null(m_statement.get(), parameter + 1);
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Statement& Statement::bindBlob(int parameter, std::string_view bytes) {
    const char* data = bytes.empty() ? "" : bytes.data();
    const int code = sqlite3_bind_blob64(m_statement.get(), parameter + 1, data, bytes.size(), SQLITE_TRANSIENT);
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Statement& Statement::bindColumn(int parameter, const Statement& row, int column) {
    const int code =
        sqlite3_bind_value(m_statement.get(), parameter + 1, sqlite3_column_value(row.m_statement.get(), column));
    m_bindError = m_bindError != SQLITE_OK ? m_bindError : code;
    return *this;
}

Result<bool> Statement::step() {
    const int code = m_bindError != SQLITE_OK ? m_bindError : sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW || code == SQLITE_DONE) {
        return code == SQLITE_ROW;
    }
    sqlite3* connection = sqlite3_db_handle(m_statement.get());
    const char* path = sqlite3_db_filename(connection, "main");
    auto error = sqliteError(connection, code, path != nullptr && *path != '\0' ? path : kMemory,
                             sqlite3_sql(m_statement.get()));
    reset();
    return error;
}

Result<void> Statement::run() {
    for (;;) {
        LF_TRY(const bool row, step());
        if (!row) {
            break;
        }
    }
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_statement.get());
    sqlite3_clear_bindings(m_statement.get());
    m_bindError = SQLITE_OK;
}

int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(m_statement.get(), column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    return data == nullptr
               ? std::string_view()
               : std::string_view(data, static_cast<size_t>(sqlite3_column_bytes(m_statement.get(), column)));
}

std::string_view Statement::blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_statement.get(), column));
    return data == nullptr
               ? std::string_view()
               : std::string_view(data, static_cast<size_t>(sqlite3_column_bytes(m_statement.get(), column)));
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_NULL;
}

bool Statement::isText(int column) const {
    return sqlite3_column_type(m_statement.get(), column) == SQLITE_TEXT;
}

std::unexpected<Error> Database::failure(int code, std::string_view sql) const {
    return sqliteError(m_connection.get(), code, m_path, sql);
}

Result<Database> Database::connect(const std::string& path, int flags) {
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &connection, flags | SQLITE_OPEN_EXRESCODE, nullptr);
    Database database(path, connection);
    if (code != SQLITE_OK) {
        return database.failure(code, "open");
    }
    sqlite3_busy_timeout(connection, kBusyTimeoutMs);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    LF_CHECK(database.execute("PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON"));
    return database;
}

/// Read-only, so that a file that is damaged, newer or of another program keeps every byte. (A writing connection would
/// already fold an old write-ahead log into the file when it closes.)
Result<void> Database::inspect(const std::string& path, int64_t newestVersion) {
    LF_TRY(Database database, openUnchecked(path, Access::ReadOnly));
    LF_TRY(const int64_t tables, database.integerOf("SELECT count(*) FROM sqlite_schema"));
    LF_TRY(const int64_t application, database.integerOf("PRAGMA application_id"));
    if (tables != 0 && application != kApplicationId) {
        return makeError(ErrorCode::Unsupported,
                         std::format("{}: a database of another program (application id {}, expected {}); the file is "
                                     "left as it is",
                                     path, application, kApplicationId));
    }
    LF_TRY(const int64_t version, database.userVersion());
    if (version < 0 || version > newestVersion) {
        return makeError(ErrorCode::Unsupported,
                         std::format("{}: written by a newer version of this program (layout {}, this one knows up to "
                                     "{}); the file is left as it is",
                                     path, version, newestVersion));
    }
    return {};
}

Result<Database> Database::openUnchecked(const std::string& path, Access access) {
    LF_TRY(Database database, connect(path, access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE));
    if (access == Access::ReadOnly) {
        sqlite3_db_config(database.m_connection.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    return database;
}

Result<Database> Database::openDamaged(const std::string& path) {
    LF_TRY(Database database, openUnchecked(path, Access::ReadOnly));
    sqlite3_db_config(database.m_connection.get(), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
    // With a writable schema SQLite passes over entries that it can't read; the connection still writes nothing.
    LF_CHECK(database.execute("PRAGMA writable_schema = ON; PRAGMA cell_size_check = ON"));
    return database;
}

Result<void> Database::check() {
    LF_TRY(Statement check, prepare("PRAGMA quick_check(1)"));
    LF_TRY(const bool row, check.step());
    if (!row || check.text(0) != "ok") {
        return makeError(ErrorCode::InvalidFile,
                         std::format("{}: damaged: {}", m_path, row ? check.text(0) : "the check gave no answer"));
    }
    return {};
}

void Database::stopWith(const std::stop_token& stop) {
    constexpr int kStepsBetweenLooks = 10'000;  // some 0.1 ms
    m_stop = std::make_unique<std::stop_token>(stop);
    sqlite3_progress_handler(
        m_connection.get(), kStepsBetweenLooks,
        [](void* token) { return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0; }, m_stop.get());
}

Result<int64_t> Database::layoutOf(const std::string& path) {
    if (path == kMemory || isEmpty(path)) {
        return 0;
    }
    LF_TRY(Database database, openUnchecked(path, Access::ReadOnly));
    return database.userVersion();
}

Result<Database> Database::open(const std::string& path, Access access, int64_t newestVersion) {
    if (path != kMemory) {
        if (access == Access::ReadOnly && !exists(path)) {
            return makeError(ErrorCode::NotFound, std::format("{}: no such file", path));
        }
        if (!isEmpty(path)) {
            LF_CHECK(inspect(path, newestVersion));
        }
    }
    if (access == Access::ReadOnly) {
        return connect(path, SQLITE_OPEN_READONLY);
    }
    LF_TRY(Database database, connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
    LF_CHECK(database.prepareForWriting());
    return database;
}

/// Write-ahead logging with synchronous NORMAL: what is committed survives the end of this process at once, and the end
/// of the machine up to the last checkpoint, without a disk flush per commit. What is deleted is overwritten.
Result<void> Database::prepareForWriting() {
    LF_CHECK(execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON"));
    LF_TRY(const int64_t application, integerOf("PRAGMA application_id"));
    if (application != kApplicationId) {
        LF_CHECK(execute(std::format("PRAGMA application_id = {}", kApplicationId)));
    }
    return {};
}

Result<void> Database::execute(const std::string& sql) {
    const int code = sqlite3_exec(m_connection.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return failure(code, sql);
    }
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(m_connection.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) {
        return failure(code, sql);
    }
    return Statement(statement);
}

Result<int64_t> Database::integerOf(std::string_view sql) {
    LF_TRY(Statement statement, prepare(sql));
    LF_TRY(const bool row, statement.step());
    return row ? statement.integer(0) : 0;
}

Result<int64_t> Database::userVersion() {
    return integerOf("PRAGMA user_version");
}

int64_t Database::changedRows() const {
    return sqlite3_changes64(m_connection.get());
}

int64_t Database::allChangedRows() const {
    return sqlite3_total_changes64(m_connection.get());
}

int64_t Database::lastInsertedId() const {
    return sqlite3_last_insert_rowid(m_connection.get());
}

void Database::trustSchema() {
    sqlite3_db_config(m_connection.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
}

Result<fts5_api*> Database::searchApi() {
    fts5_api* api = nullptr;
    LF_TRY(const Statement statement, prepare("SELECT fts5(?)"));
    sqlite3_bind_pointer(statement.m_statement.get(), 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement.m_statement.get());
    if (api == nullptr) {
        return makeError(ErrorCode::Unsupported, "This SQLite has no FTS5");
    }
    return api;
}

Result<bool> Database::hasTable(std::string_view table) {
    LF_TRY(Statement statement, prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"));
    return statement.bind(0, table).step();
}

Result<std::string> Database::columnList(std::string_view table, std::span<const Column> columns) {
    LF_TRY(Statement statement, prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = ?"));
    std::string list;
    for (const Column& column : columns) {
        LF_TRY(const bool there, statement.bind(0, table).bind(1, std::string_view(column.name)).step());
        statement.reset();
        list += std::format("{}{}", list.empty() ? "" : ", ", there ? column.name : column.otherwise);
    }
    return list;
}

}  // namespace lanternfish::store
