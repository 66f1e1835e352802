#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lanternfish/error.h"

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

    /// True: a row is there. False: done.
    Result<bool> step();

    /// Steps to the end and makes the statement ready for new parameters.
    Result<void> run();

    void reset();

    int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;  ///< Valid until the next step.
    bool isNull(int column) const;

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

/// One connection. Strict about what it reads: the file's own schema can't call functions (trusted_schema off), foreign
/// keys are on. Thread: one at a time.
class Database {
public:
    /// ReadWrite makes a missing file and uses write-ahead logging; ReadOnly changes nothing, whatever it finds. Looks
    /// through the file before anything is written to it. ":memory:" is a database that ends with the connection.
    /// `newestVersion`: the highest user_version that the caller understands. Errors: NotFound, Io, InvalidFile (not a
    /// database, damaged), Unsupported (newer, or of another program); the file then keeps every byte.
    static Result<Database> open(const std::string& path, Access access, int64_t newestVersion);

    /// Runs one or several statements that give no rows.
    Result<void> execute(const std::string& sql);
    Result<Statement> prepare(std::string_view sql);

    Result<int64_t> userVersion();
    int64_t changedRows() const;  ///< Of the last statement that finished.
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
    Result<int64_t> integerOf(std::string_view sql);

    std::string m_path;
    std::unique_ptr<sqlite3, Close> m_connection;
};

}  // namespace lanternfish::store
