#include "engine/tokenizer/bpe_tokenizer.h"

#include <new>

#include "engine/tokenizer/byte_pairs.h"
#include "engine/tokenizer/literal_matcher.h"
#include "engine/tokenizer/pre_tokenizer.h"
#include "engine/tokenizer/vocabulary.h"

namespace lanternfish::tokenizer {

namespace {

/// The literals of the user-defined tokens, with or without the markers; views of the vocabulary.
std::vector<LiteralMatcher::Literal> literalsOf(const Vocabulary& vocabulary, bool markers) {
    std::vector<LiteralMatcher::Literal> literals;
    for (uint32_t i = 0; i < vocabulary.size(); ++i) {
        const auto id = static_cast<TokenId>(i);
        const TokenKind kind = vocabulary.kind(id);
        const std::string_view text = vocabulary.bytes(id);
        if (isMarker(kind, text) ? markers : kind == TokenKind::UserDefined)
            literals.push_back({text, id});
    }
    return literals;
}

class BpeTokenizer final : public Tokenizer {
public:
    explicit BpeTokenizer(Vocabulary vocabulary)
        : m_vocabulary(std::move(vocabulary)),
          m_bytePairs(m_vocabulary.byteIds(), m_vocabulary.merges()),
          m_userDefined(literalsOf(m_vocabulary, false)),
          m_special(literalsOf(m_vocabulary, true)) {}

    BpeTokenizer(const BpeTokenizer&) = delete;
    BpeTokenizer& operator=(const BpeTokenizer&) = delete;

    uint32_t vocabularySize() const override { return m_vocabulary.size(); }

    std::vector<TokenId> encode(std::string_view text) const override { return encode(text, m_userDefined); }

    std::vector<TokenId> encodeWithSpecials(std::string_view text) const override { return encode(text, m_special); }

    std::string_view tokenBytes(TokenId id) const override { return holds(id) ? m_vocabulary.bytes(id) : ""; }

    bool isSpecial(TokenId id) const override {
        return holds(id) &&
               (m_vocabulary.kind(id) == TokenKind::Control || m_vocabulary.kind(id) == TokenKind::UserDefined);
    }

    std::optional<TokenId> specialId(std::string_view text) const override {
        const auto match = m_special.find(text, 0);
        return match.id >= 0 && match.bytes == text.size() ? std::optional(match.id) : std::nullopt;
    }

    TokenId bosId() const override { return m_vocabulary.bosId(); }
    TokenId eosId() const override { return m_vocabulary.eosId(); }

private:
    bool holds(TokenId id) const { return id >= 0 && static_cast<uint32_t>(id) < m_vocabulary.size(); }

    std::vector<TokenId> encode(std::string_view text, const LiteralMatcher& literals) const {
        std::vector<TokenId> ids;
        ids.reserve(text.size() / 3);
        for (size_t offset = 0; offset < text.size();) {
            const auto match = literals.find(text, offset);
            PreTokenizer pieces(text.substr(offset, match.offset - offset));
            for (std::string_view piece = pieces.next(); !piece.empty(); piece = pieces.next())
                m_bytePairs.append(piece, ids);
            if (match.bytes > 0)
                ids.push_back(match.id);
            offset = match.offset + match.bytes;
        }
        return ids;
    }

    Vocabulary m_vocabulary;
    BytePairs m_bytePairs;
    LiteralMatcher m_userDefined;
    LiteralMatcher m_special;
};

}  // namespace

Result<std::unique_ptr<Tokenizer>> createTokenizer(const format::GgufFile& file) {
    try {
        LF_TRY(auto vocabulary, Vocabulary::read(file));
        return std::make_unique<BpeTokenizer>(std::move(vocabulary));
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, file.name() + ": there is no memory for its vocabulary");
    }
}

}  // namespace lanternfish::tokenizer
