#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish {

using TokenId = int32_t;

/// Text to token ids and back, with one model's vocabulary. Immutable: any thread.
class Tokenizer {
public:
    virtual ~Tokenizer() = default;

    virtual uint32_t vocabularySize() const = 0;

    /// Ids of `text` as plain content: the text of a marker (a control token, or a user-defined one in angle
    /// brackets) becomes ordinary tokens, so that it can't forge a turn; other user-defined tokens are words. `text`
    /// need not be valid UTF-8; every byte survives the round trip.
    virtual std::vector<TokenId> encode(std::string_view text) const = 0;

    /// The same, but the literals of markers become their ids too (longest first).
    virtual std::vector<TokenId> encodeWithSpecials(std::string_view text) const = 0;

    /// The bytes of one token: a special token gives its literal text, an id outside the vocabulary gives "".
    virtual std::string_view tokenBytes(TokenId id) const = 0;

    /// Control or user-defined.
    virtual bool isSpecial(TokenId id) const = 0;

    /// The id of a special token by its text, such as "<｜User｜>".
    virtual std::optional<TokenId> specialId(std::string_view text) const = 0;

    virtual TokenId bosId() const = 0;
    virtual TokenId eosId() const = 0;
};

/// The tokenizer of a GGUF file, whether it holds a model besides or not. Errors: NotFound, Io, InvalidFile.
Result<std::unique_ptr<Tokenizer>> loadTokenizer(const std::filesystem::path& file);

/// Joins token bytes to text that is always whole UTF-8: bytes of an unfinished character wait for the next token.
class TextStream {
public:
    explicit TextStream(const Tokenizer& tokenizer) : m_tokenizer(&tokenizer) {}

    /// The text that `id` completes; may be empty. Bytes that can't be UTF-8 become U+FFFD.
    std::string push(TokenId id);

    /// What still waits, as U+FFFD where it is not whole.
    std::string finish();

private:
    const Tokenizer* m_tokenizer;
    std::string m_pending;
};

}  // namespace lanternfish
