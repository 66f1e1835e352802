#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "lanternfish/error.h"

struct fts5_api;
struct sqlite3;
struct sqlite3_stmt;

namespace lanternfish::store {

/// One prepared statement. Parameters and columns count from 0. Errors of SQLite name the database, the statement and
/// SQLite's message. Must not outlive its Database. Thread: the database's.
class Statement {
public:
    /// Binding never fails at the call: the first error is returned by step().
    Statement& bind(int parameter, int64_t value);
    Statement& bind(int parameter, double value);
    Statement& bind(int parameter, std::string_view text);
    Statement& bind(int parameter, std::optional<int64_t> value);
    Statement& bindBlob(int parameter, std::string_view bytes);
    /// The value of a column of another statement's row, of whatever type.
    Statement& bindColumn(int parameter, const Statement& row, int column);

    /// True: a row is there. False: done.
    Result<bool> step();

    /// Steps to the end and makes the statement ready for new parameters.
    Result<void> run();

    void reset();

    int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;  ///< Valid until the next step.
    std::string_view blob(int column) const;  ///< Likewise.
    bool isNull(int column) const;
    bool isText(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };

    explicit Statement(sqlite3_stmt* statement) : m_statement(statement) {}

    std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
    int m_bindError = 0;
};

enum class Access : uint8_t { ReadWrite, ReadOnly };

/// A column as a SELECT names it, and the SQL literal that stands for it where a file of another layout lacks it.
struct Column {
    const char* name;
    const char* otherwise;
};

/// One connection. Strict about what it reads: the file's own schema can't call functions or reach virtual tables
/// (trusted_schema off) until trustSchema(), foreign keys are on. Thread: one at a time.
class Database {
public:
    /// ReadWrite makes a missing file and uses write-ahead logging; ReadOnly changes nothing, whatever it finds.
    /// ":memory:" is a database that ends with the connection. `newestVersion`: the highest user_version that the
    /// caller understands. Errors: NotFound, Io, InvalidFile (not a database, cut short), Unsupported (newer, or of
    /// another program); the file then keeps every byte. Damage further inside comes up where it is read, or by
    /// check().
    static Result<Database> open(const std::string& path, Access access, int64_t newestVersion);
    /// The same without a look at what kind of database it is. Missing files are not made.
    static Result<Database> openUnchecked(const std::string& path, Access access);
    /// ReadOnly and as far as possible blind to damage. Trusts nothing in the file.
    static Result<Database> openDamaged(const std::string& path);

    /// Reads the whole file. Errors: InvalidFile with what is wrong.
    Result<void> check();
    /// Statements end with Cancelled once `stop` asks for it.
    void stopWith(const std::stop_token& stop);

    /// Runs one or several statements that give no rows.
    Result<void> execute(const std::string& sql);
    Result<Statement> prepare(std::string_view sql);

    /// The number in the first column of the first row; 0 when there is no row.
    Result<int64_t> integerOf(std::string_view sql);
    Result<int64_t> userVersion();
    int64_t changedRows() const;     ///< Of the last statement that finished.
    int64_t allChangedRows() const;  ///< Of all statements of the connection, those of its triggers included.
    int64_t lastInsertedId() const;

    /// Lets triggers and views reach virtual tables. Only for a file whose triggers and views are known.
    void trustSchema();
    Result<bool> hasTable(std::string_view table);
    /// The list for a SELECT from `table`: what the file has by its name, the rest as literals.
    Result<std::string> columnList(std::string_view table, std::span<const Column> columns);

    /// SQLite's functions for full-text search. Errors: Unsupported when the library has none.
    Result<fts5_api*> searchApi();

    /// The layout of a file that may be missing or empty (0). Changes nothing. Errors: Io, InvalidFile, Unsupported (of
    /// another program).
    static Result<int64_t> layoutOf(const std::string& path);
    const std::string& path() const { return m_path; }

private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };

    Database(std::string path, sqlite3* connection) : m_path(std::move(path)), m_connection(connection) {}
    static Result<Database> connect(const std::string& path, int flags);
    static Result<void> inspect(const std::string& path, int64_t newestVersion);
    Result<void> prepareForWriting();
    std::unexpected<Error> failure(int code, std::string_view sql) const;

    std::string m_path;
    std::unique_ptr<std::stop_token> m_stop;  // at a fixed place, for SQLite
    std::unique_ptr<sqlite3, Close> m_connection;
};

}  // namespace lanternfish::store
