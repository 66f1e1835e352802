#include "app/store/tokenizer.h"

#include <sqlite3.h>
#include <array>
#include <format>

namespace lanternfish::store {

struct Tokenizer::Parts {
    fts5_tokenizer functions = {};
    Fts5Tokenizer* instance = nullptr;

    ~Parts() {
        if (instance != nullptr) {
            functions.xDelete(instance);
        }
    }
};

Result<Tokenizer> Tokenizer::create(Database& database) {
    LF_TRY(fts5_api* const api, database.searchApi());
    auto parts = std::make_shared<Parts>();
    void* context = nullptr;
    // As in the migration that makes the index.
    std::array<const char*, 2> arguments = {"remove_diacritics", "2"};
    int code = api->xFindTokenizer(api, "unicode61", &context, &parts->functions);
    if (code == SQLITE_OK) {
        code =
            parts->functions.xCreate(context, arguments.data(), static_cast<int>(arguments.size()), &parts->instance);
    }
    if (code != SQLITE_OK) {
        return makeError(ErrorCode::Internal, std::format("SQLite {}: no tokenizer unicode61", code));
    }
    return Tokenizer(std::move(parts));
}

Result<void> Tokenizer::cut(std::string_view text, const std::function<bool(const Token&)>& token) {
    const auto each = [](void* context, int, const char* word, int bytes, int start, int end) {
        const auto& callback = *static_cast<const std::function<bool(const Token&)>*>(context);
        return callback({{word, static_cast<size_t>(bytes)}, start, end}) ? SQLITE_OK : SQLITE_DONE;
    };
    void* context = const_cast<std::function<bool(const Token&)>*>(&token);  // C has no const for it
    const int code = m_parts->functions.xTokenize(m_parts->instance, context, FTS5_TOKENIZE_DOCUMENT, text.data(),
                                                  static_cast<int>(text.size()), each);
    if (code != SQLITE_OK && code != SQLITE_DONE) {
        return makeError(ErrorCode::OutOfMemory, std::format("SQLite {}: a text can't be cut into words", code));
    }
    return {};
}

}  // namespace lanternfish::store
