#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "app/store/database.h"

namespace lanternfish::store {

/// One word of a text, without case and accents.
struct Token {
    std::string_view word;  ///< UTF-8. Valid until the callback returns.
    int start = 0;          ///< In the text: first byte.
    int end = 0;            ///< Behind the last byte.
};

/// Cuts texts into words exactly as the words index does: SQLite's own tokenizer. Must not outlive its Database.
/// Thread: the database's.
class Tokenizer {
public:
    static Result<Tokenizer> create(Database& database);

    /// Calls `token` for each word in order until it returns false.
    Result<void> cut(std::string_view text, const std::function<bool(const Token&)>& token);

private:
    struct Parts;
    explicit Tokenizer(std::shared_ptr<Parts> parts) : m_parts(std::move(parts)) {}
    std::shared_ptr<Parts> m_parts;
};

}  // namespace lanternfish::store
