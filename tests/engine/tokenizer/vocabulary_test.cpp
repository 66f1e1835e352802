#include "engine/tokenizer/vocabulary.h"

#include <gtest/gtest.h>

#include <functional>

#include "engine/tokenizer/bpe_tokenizer.h"
#include "tests/engine/tokenizer/small_vocabulary.h"

namespace lanternfish::tokenizer {
namespace {

struct Wrong {
    std::string name;
    std::function<void(SmallVocabulary&)> change;
    std::string message;
    ErrorCode code = ErrorCode::InvalidFile;
};

class WrongVocabulary : public testing::TestWithParam<Wrong> {};

TEST_P(WrongVocabulary, IsRefusedWithItsReason) {
    SmallVocabulary vocabulary;
    GetParam().change(vocabulary);
    const std::string bytes = vocabulary.bytes();
    const auto file = format::GgufFile::parse("v.gguf", std::as_bytes(std::span(bytes)));
    ASSERT_TRUE(file) << describe(file.error());
    const auto tokenizer = createTokenizer(*file);
    ASSERT_FALSE(tokenizer);
    EXPECT_EQ(tokenizer.error().message, "v.gguf: key 'tokenizer.ggml." + GetParam().message);
    EXPECT_EQ(tokenizer.error().code, GetParam().code);
}

const std::vector<Wrong> kWrong = {
    {"model", [](SmallVocabulary& v) { v.model = "llama"; }, "model': expected 'gpt2', found 'llama'",
     ErrorCode::Unsupported},
    {"pre", [](SmallVocabulary& v) { v.pre = "qwen2"; },
     "pre': expected 'joyai-llm', 'deepseek-v3' or 'deepseek-v4', found 'qwen2'", ErrorCode::Unsupported},
    {"size", [](SmallVocabulary& v) { v.vocabSize = 300; },
     "tokens': expected 300 tokens, as key 'deepseek4.vocab_size' says, found 260"},
    {"fewTypes", [](SmallVocabulary& v) { v.types.pop_back(); },
     "token_type': expected 260 elements, one per token, found 259"},
    {"oddType", [](SmallVocabulary& v) { v.types[3] = 9; },
     "token_type': element 3: expected a token type from 1 to 6, found 9"},
    {"negativeType", [](SmallVocabulary& v) { v.types[3] = -1; },
     "token_type[3]': expected an integer from 0 to 4294967295, found i32 -1"},
    {"missingByte", [](SmallVocabulary& v) { v.tokens[65] = "gone"; },
     "tokens': expected a token for each byte, found none for byte 65 ('A')"},
    {"mergeWithoutSpace", [](SmallVocabulary& v) { v.merges[1] = "abab"; },
     "merges': element 1: expected two tokens with a space between, found 'abab'"},
    {"mergeOfUnknownLeft", [](SmallVocabulary& v) { v.merges[1] = "xy b"; },
     "merges': element 1: expected tokens of the vocabulary, found 'xy b' where 'xy' is none"},
    {"mergeToUnknown", [](SmallVocabulary& v) { v.merges[1] = "a c"; },
     "merges': element 1: expected tokens of the vocabulary, found 'a c' where 'ac' is none"},
    // "<bos>" from ordinary letters would let text forge the token.
    {"mergeToControl",
     [](SmallVocabulary& v) {
         v.add("<bos", 1);
         ++v.vocabSize;
         v.merges.push_back("<bos >");
     },
     "merges': element 2: expected tokens of the vocabulary, found '<bos >' where '<bos>' is none"},
    {"bos", [](SmallVocabulary& v) { v.bos = 260; }, "bos_token_id': expected an id below 260, found 260"},
    {"eos", [](SmallVocabulary& v) { v.eos = 0xFFFFFFFF; },
     "eos_token_id': expected an id below 260, found 4294967295"},
};

INSTANTIATE_TEST_SUITE_P(Files, WrongVocabulary, testing::ValuesIn(kWrong),
                         [](const auto& wrong) { return wrong.param.name; });

std::unique_ptr<Tokenizer> create(const SmallVocabulary& vocabulary) {
    const std::string bytes = vocabulary.bytes();
    const auto file = format::GgufFile::parse("v.gguf", std::as_bytes(std::span(bytes)));
    auto tokenizer = createTokenizer(*file);
    EXPECT_TRUE(tokenizer) << describe(tokenizer.error());
    return std::move(*tokenizer);  // The bytes are gone from here on: the tokenizer must not look at them.
}

TEST(Vocabulary, TokensOfEveryKind) {
    SmallVocabulary vocabulary;
    const auto think = static_cast<TokenId>(vocabulary.add("<think>", 3));
    const auto mark = static_cast<TokenId>(vocabulary.add("｜M｜", 4));
    const auto filler = static_cast<TokenId>(vocabulary.add("<|filler|>", 5));
    vocabulary.vocabSize += 3;
    const auto tokenizer = create(vocabulary);
    EXPECT_EQ(tokenizer->vocabularySize(), 263U);
    EXPECT_EQ(tokenizer->tokenBytes(0x0A), "\n");
    EXPECT_EQ(tokenizer->tokenBytes(0xFF), "\xFF");
    EXPECT_EQ(tokenizer->tokenBytes(257), "abab");
    EXPECT_EQ(tokenizer->tokenBytes(think), "<think>");
    EXPECT_EQ(tokenizer->tokenBytes(mark), "｜M｜");
    EXPECT_EQ(tokenizer->tokenBytes(-1), "");
    EXPECT_EQ(tokenizer->tokenBytes(263), "");
    EXPECT_TRUE(tokenizer->isSpecial(think));
    EXPECT_TRUE(tokenizer->isSpecial(mark));
    EXPECT_FALSE(tokenizer->isSpecial(filler));
    EXPECT_FALSE(tokenizer->isSpecial(257));
    EXPECT_FALSE(tokenizer->isSpecial(-1));
    EXPECT_EQ(tokenizer->specialId("<think>"), think);
    EXPECT_EQ(tokenizer->specialId("<think"), std::nullopt);
    EXPECT_EQ(tokenizer->specialId("<think>x"), std::nullopt);
    EXPECT_EQ(tokenizer->specialId(""), std::nullopt);
    EXPECT_EQ(tokenizer->bosId(), 258);
    EXPECT_EQ(tokenizer->eosId(), 259);

    EXPECT_EQ(tokenizer->encodeWithSpecials("ab<think>ab｜M｜"), (std::vector<TokenId>{256, think, 256, mark}));
    const std::vector<TokenId> plain = tokenizer->encode("ab<think>");
    EXPECT_EQ(plain.size(), 8U) << "the text of a control token is text";
    for (const TokenId id : plain)
        EXPECT_FALSE(tokenizer->isSpecial(id));
    EXPECT_EQ(tokenizer->encode("ab｜M｜").back(), mark) << "a user-defined token is a word like any other";
    EXPECT_TRUE(tokenizer->encode("").empty());
}

TEST(Vocabulary, MarkersListedAsUserDefinedAreMarkers) {
    SmallVocabulary vocabulary;
    const auto think = static_cast<TokenId>(vocabulary.add("<think>", 4));
    ++vocabulary.vocabSize;
    const auto tokenizer = create(vocabulary);
    EXPECT_EQ(tokenizer->encode("<think>").size(), 7U);
    EXPECT_EQ(tokenizer->encodeWithSpecials("<think>"), (std::vector<TokenId>{think}));
    EXPECT_EQ(tokenizer->specialId("<think>"), think);
}

TEST(Vocabulary, EveryByteSurvives) {
    const auto tokenizer = create({});
    std::string text;
    for (int first = 0; first < 256; ++first)
        for (int second = 0; second < 256; second += 5)
            text += {static_cast<char>(first), static_cast<char>(second)};
    std::string back;
    for (const TokenId id : tokenizer->encode(text))
        back += tokenizer->tokenBytes(id);
    EXPECT_EQ(back, text);
}

}  // namespace
}  // namespace lanternfish::tokenizer
