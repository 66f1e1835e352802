#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/format/gguf.h"
#include "engine/tokenizer/merge_table.h"
#include "lanternfish/error.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish::tokenizer {

/// tokenizer.ggml.token_type.
enum class TokenKind : uint8_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

/// Whether only the chat encoder may produce the token, never content. Published files also list markers such as
/// "<think>" as user-defined, so of those the ones in angle brackets count.
bool isMarker(TokenKind kind, std::string_view text);

/// The tables of a byte-level BPE vocabulary; owns its bytes.
class Vocabulary {
public:
    /// Checks the tokenizer keys of `file` against each other. Errors: InvalidFile, Unsupported (another kind of
    /// tokenizer or pre-tokenizer).
    static Result<Vocabulary> read(const format::GgufFile& file);

    uint32_t size() const { return static_cast<uint32_t>(m_kinds.size()); }
    TokenKind kind(TokenId id) const { return m_kinds[static_cast<size_t>(id)]; }
    /// What the token stands for: bytes, or the literal text of a special one.
    std::string_view bytes(TokenId id) const;

    const std::array<TokenId, 256>& byteIds() const { return m_byteIds; }
    const MergeTable& merges() const { return m_merges; }
    TokenId bosId() const { return m_bosId; }
    TokenId eosId() const { return m_eosId; }

private:
    explicit Vocabulary(size_t mergeCount) : m_merges(mergeCount) {}

    std::string m_bytes;
    std::vector<size_t> m_ends;  ///< Where a token's bytes end; they begin where those of the one before end.
    std::vector<TokenKind> m_kinds;
    std::array<TokenId, 256> m_byteIds = {};
    MergeTable m_merges;
    TokenId m_bosId = -1;
    TokenId m_eosId = -1;

    friend class VocabularyReader;
};

}  // namespace lanternfish::tokenizer
