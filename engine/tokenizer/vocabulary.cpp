#include "engine/tokenizer/vocabulary.h"

#include <algorithm>
#include <format>

#include "engine/format/printable.h"
#include "engine/tokenizer/byte_alphabet.h"
#include "engine/tokenizer/text_index.h"

namespace lanternfish::tokenizer {

namespace {

constexpr std::string_view kModelKey = "tokenizer.ggml.model";
constexpr std::string_view kPreKey = "tokenizer.ggml.pre";
constexpr std::string_view kTokensKey = "tokenizer.ggml.tokens";
constexpr std::string_view kTypesKey = "tokenizer.ggml.token_type";
constexpr std::string_view kMergesKey = "tokenizer.ggml.merges";

// Names under which files carry the pre-tokenizer of V3 and V4.
constexpr std::array<std::string_view, 3> kPreTokenizers = {"joyai-llm", "deepseek-v3", "deepseek-v4"};

Result<void> checkKind(const format::GgufFile& file) {
    LF_TRY(const auto model, file.requireString(kModelKey));
    if (model != "gpt2")
        return makeError(ErrorCode::Unsupported, std::format("{}: key '{}': expected 'gpt2', found '{}'", file.name(),
                                                             kModelKey, format::printable(model)));
    LF_TRY(const auto pre, file.requireString(kPreKey));
    if (!std::ranges::contains(kPreTokenizers, pre))
        return makeError(ErrorCode::Unsupported,
                         std::format("{}: key '{}': expected 'joyai-llm', 'deepseek-v3' or 'deepseek-v4', found '{}'",
                                     file.name(), kPreKey, format::printable(pre)));
    return {};
}

}  // namespace

bool isMarker(TokenKind kind, std::string_view text) {
    return kind == TokenKind::Control ||
           (kind == TokenKind::UserDefined && text.starts_with('<') && text.ends_with('>'));
}

/// Fills a Vocabulary from one file. Use once.
class VocabularyReader {
public:
    VocabularyReader(const format::GgufFile& file, std::vector<std::string_view> texts,
                     std::vector<std::string_view> merges)
        : m_file(file),
          m_texts(std::move(texts)),
          m_merges(std::move(merges)),
          m_index(m_texts.size()),
          m_vocabulary(m_merges.size()) {}

    Result<Vocabulary> read() {
        LF_CHECK(checkSize());
        LF_CHECK(readKinds());
        readTexts();
        LF_CHECK(findBytes());
        LF_CHECK(readMerges());
        LF_TRY(m_vocabulary.m_bosId, readId("tokenizer.ggml.bos_token_id"));
        LF_TRY(m_vocabulary.m_eosId, readId("tokenizer.ggml.eos_token_id"));
        return std::move(m_vocabulary);
    }

private:
    std::unexpected<Error> invalid(std::string_view key, std::string_view problem) const {
        return makeError(ErrorCode::InvalidFile, std::format("{}: key '{}': {}", m_file.name(), key, problem));
    }

    Result<void> checkSize() const {
        if (m_texts.empty())
            return invalid(kTokensKey, "expected at least one token, found none");
        LF_TRY(const auto architecture, m_file.optionalString("general.architecture", ""));
        const std::string key = std::format("{}.vocab_size", architecture);
        LF_TRY(const auto size, m_file.optionalU64(key, m_texts.size()));
        if (size != m_texts.size())
            return invalid(kTokensKey, std::format("expected {} tokens, as key '{}' says, found {}", size,
                                                   format::printable(key), m_texts.size()));
        return {};
    }

    Result<void> readKinds() {
        LF_TRY(const auto numbers, m_file.requireU32Array(kTypesKey));
        if (numbers.size() != m_texts.size())
            return invalid(kTypesKey, std::format("expected {} elements, one per token, found {}", m_texts.size(),
                                                  numbers.size()));
        for (size_t i = 0; i < numbers.size(); ++i) {
            if (numbers[i] < static_cast<uint32_t>(TokenKind::Normal) ||
                numbers[i] > static_cast<uint32_t>(TokenKind::Byte))
                return invalid(kTypesKey,
                               std::format("element {}: expected a token type from 1 to 6, found {}", i, numbers[i]));
            m_vocabulary.m_kinds.push_back(static_cast<TokenKind>(numbers[i]));
        }
        return {};
    }

    void readTexts() {
        size_t bytes = 0;
        for (const std::string_view text : m_texts)
            bytes += text.size();
        m_vocabulary.m_bytes.reserve(bytes);
        m_vocabulary.m_ends.reserve(m_texts.size());
        for (size_t i = 0; i < m_texts.size(); ++i) {
            const TokenKind kind = m_vocabulary.m_kinds[i];
            const bool literal = kind == TokenKind::Control || kind == TokenKind::UserDefined;
            if (literal || !appendBytes(m_texts[i], m_vocabulary.m_bytes))
                m_vocabulary.m_bytes += m_texts[i];
            m_vocabulary.m_ends.push_back(m_vocabulary.m_bytes.size());
            // Merges must never spell a marker: then plain text could forge one.
            if (!isMarker(kind, m_texts[i]))
                m_index.insert(m_texts[i], static_cast<TokenId>(i));
        }
    }

    Result<void> findBytes() {
        for (uint32_t byte = 0; byte < 256; ++byte) {
            const std::string text = toAlphabet(static_cast<uint8_t>(byte));
            const auto id = m_index.find(text);
            if (!id)
                return invalid(kTokensKey, std::format("expected a token for each byte, found none for byte {} ('{}')",
                                                       byte, text));
            m_vocabulary.m_byteIds[byte] = *id;
        }
        return {};
    }

    Result<void> readMerges() {
        std::string both;
        TokenId guess = 0;
        for (size_t rank = 0; rank < m_merges.size(); ++rank) {
            const std::string_view line = m_merges[rank];
            const size_t space = line.find(' ', 1);
            if (space == std::string_view::npos)
                return invalid(kMergesKey,
                               std::format("element {}: expected two tokens with a space between, found '{}'", rank,
                                           format::printable(line)));
            both.assign(line.substr(0, space)).append(line.substr(space + 1));
            const auto left = m_index.find(line.substr(0, space));
            const auto right = m_index.find(line.substr(space + 1));
            const auto result = findResult(both, guess);
            guess = result.value_or(guess) + 1;
            if (!left || !right || !result)
                return invalid(
                    kMergesKey,
                    std::format("element {}: expected tokens of the vocabulary, found '{}' where '{}' is none", rank,
                                format::printable(line),
                                format::printable(!left    ? line.substr(0, space)
                                                  : !right ? line.substr(space + 1)
                                                           : std::string_view(both))));
            m_vocabulary.m_merges.insert(*left, *right, {static_cast<uint32_t>(rank), *result});
        }
        return {};
    }

    /// Vocabularies list what merges make in the order of the merges: nearly always it is the token after the last one,
    /// which saves a walk through cold memory.
    std::optional<TokenId> findResult(std::string_view text, TokenId guess) const {
        const auto index = static_cast<size_t>(guess);
        if (index < m_texts.size() && m_texts[index] == text && !isMarker(m_vocabulary.m_kinds[index], text))
            return guess;
        return m_index.find(text);
    }

    Result<TokenId> readId(std::string_view key) const {
        LF_TRY(const auto id, m_file.requireU32(key));
        if (id >= m_texts.size())
            return invalid(key, std::format("expected an id below {}, found {}", m_texts.size(), id));
        return static_cast<TokenId>(id);
    }

    const format::GgufFile& m_file;
    std::vector<std::string_view> m_texts;
    std::vector<std::string_view> m_merges;
    TextIndex m_index;
    Vocabulary m_vocabulary;
};

std::string_view Vocabulary::bytes(TokenId id) const {
    const auto index = static_cast<size_t>(id);
    const size_t begin = index > 0 ? m_ends[index - 1] : 0;
    return std::string_view(m_bytes).substr(begin, m_ends[index] - begin);
}

Result<Vocabulary> Vocabulary::read(const format::GgufFile& file) {
    LF_CHECK(checkKind(file));
    LF_TRY(auto texts, file.requireStringArray(kTokensKey));
    LF_TRY(auto merges, file.requireStringArray(kMergesKey));
    return VocabularyReader(file, std::move(texts), std::move(merges)).read();
}

}  // namespace lanternfish::tokenizer
