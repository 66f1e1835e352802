#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/tokenizer/bpe_tokenizer.h"

namespace lanternfish::tokenizer {
namespace {

using Ids = std::vector<TokenId>;

const std::filesystem::path kVocabulary = std::filesystem::path(LANTERNFISH_TEST_DATA) / "vocab";

/// The real vocabulary, loaded once for the suite.
class VectorsTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto file = format::GgufFile::open(kVocabulary / "v4-vocab.gguf");
        ASSERT_TRUE(file) << describe(file.error());
        auto tokenizer = createTokenizer(*file);
        ASSERT_TRUE(tokenizer) << describe(tokenizer.error());
        s_tokenizer = std::move(*tokenizer);
    }
    static void TearDownTestSuite() { s_tokenizer.reset(); }
    void SetUp() override { ASSERT_NE(s_tokenizer, nullptr); }

    static inline std::unique_ptr<Tokenizer> s_tokenizer;
};

TEST_F(VectorsTest, EqualThePublishedOnes) {
    std::ifstream stream(kVocabulary / "vectors.json");
    const auto vectors = nlohmann::json::parse(stream);
    EXPECT_EQ(vectors.size(), 200U);
    for (const auto& vector : vectors) {
        const auto text = vector["text"].get<std::string>();
        const auto ids = vector["ids"].get<Ids>();
        EXPECT_EQ(s_tokenizer->encodeWithSpecials(text), ids) << text;
        EXPECT_EQ(s_tokenizer->encode(text), vector.value("ids_without_specials", ids)) << text;
        std::string back;
        for (const TokenId id : ids)
            back += s_tokenizer->tokenBytes(id);
        EXPECT_EQ(back, text);
    }
}

TEST_F(VectorsTest, EqualThoseOfTheSpec) {
    const std::vector<std::pair<std::string, Ids>> vectors = {
        {"The capital of France is", {671, 6102, 294, 8760, 344}},
        {"Hello, world!", {19923, 14, 2058, 3}},
        {"1234567890", {6895, 18009, 25744, 18}},
        {"你好世界", {30594, 3427}},
        {"漢字とかな混じり", {29069, 2024, 2495, 49534, 5764, 17580, 4553}},
        {"🙂", {80300, 227}},
        {"naïve café", {2720, 91223, 57664}},
        {"trailing spaces   ", {19660, 7400, 13564, 361}},
        {"   leading spaces", {262, 6646, 13564}},
        {"a  b   c    d", {67, 223, 291, 262, 274, 361, 283}},
        {"\t\t x", {998, 1527}},
        {"printf(\"%d\\n\", x);", {15626, 13692, 70, 5809, 1760, 1527, 3171}},
        {"line1\n\nline2\n\n\nline3", {1836, 19, 271, 1836, 20, 6328, 1836, 21}},
        {"def fib(n):\n    if n < 2: return n\n    return fib(n-1)+fib(n-2)\n",
         {3465, 10150, 3913, 3395,  361,  855, 313, 818,   223,   20,   28, 1354, 313,
          201,  361,   1354, 10150, 3913, 15,  19,  12754, 70048, 3913, 15, 20,   682}},
        {" ", {223}},
        {"  ", {262}},
        {"   ", {361}},
        {"\n", {201}},
        {"\n\n", {271}},
        {"\r\n", {204, 201}},
        {"<｜User｜>hello<｜Assistant｜>", {128803, 33310, 128804}},
        {"<think>reasoning</think>answer", {128821, 86512, 288, 128822, 19995}},
        {"<｜DSML｜invoke name=\"f\">", {30, 128825, 40148, 5406, 2329, 1281, 72, 3320}},
        {"｜DSML｜tool_calls", {128825, 72461, 4941, 12548}},
        {"<｜User｜>你好<｜Assistant｜><think>推理</think>答案<｜end▁of▁sentence｜>",
         {128803, 30594, 128804, 128821, 36101, 128822, 7624, 1}},
    };
    for (const auto& [text, ids] : vectors)
        EXPECT_EQ(s_tokenizer->encodeWithSpecials(text), ids) << text;
}

TEST_F(VectorsTest, SpecialIdsOfTheSpec) {
    EXPECT_EQ(s_tokenizer->vocabularySize(), 129280U);
    EXPECT_EQ(s_tokenizer->bosId(), 0);
    EXPECT_EQ(s_tokenizer->eosId(), 1);
    EXPECT_EQ(s_tokenizer->specialId("<｜User｜>"), 128803);
    EXPECT_EQ(s_tokenizer->specialId("<｜Assistant｜>"), 128804);
    EXPECT_EQ(s_tokenizer->specialId("</think>"), 128822);
    EXPECT_EQ(s_tokenizer->specialId("｜DSML｜"), 128825);
}

}  // namespace
}  // namespace lanternfish::tokenizer
