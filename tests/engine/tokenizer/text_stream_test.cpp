#include <gtest/gtest.h>

#include "lanternfish/chat.h"

namespace lanternfish {
namespace {

/// Token i is byte i; 256 is "</think>".
class ByteTokenizer final : public Tokenizer {
public:
    ByteTokenizer() {
        for (int byte = 0; byte < 256; ++byte)
            m_bytes += static_cast<char>(byte);
    }
    uint32_t vocabularySize() const override { return 257; }
    std::vector<TokenId> encode(std::string_view) const override { return {}; }
    std::vector<TokenId> encodeWithSpecials(std::string_view) const override { return {}; }
    std::string_view tokenBytes(TokenId id) const override {
        return id == 256 ? "</think>" : std::string_view(m_bytes).substr(static_cast<size_t>(id), 1);
    }
    bool isSpecial(TokenId id) const override { return id == 256; }
    std::optional<TokenId> specialId(std::string_view text) const override {
        return text == "</think>" ? std::optional<TokenId>(256) : std::nullopt;
    }
    TokenId bosId() const override { return -1; }
    TokenId eosId() const override { return -1; }

private:
    std::string m_bytes;
};

/// What each push gives, with '|' between, then what finish gives.
std::string streamed(std::string_view bytes) {
    const ByteTokenizer tokenizer;
    TextStream stream(tokenizer);
    std::string shown;
    for (const char byte : bytes)
        shown += stream.push(static_cast<uint8_t>(byte)) + "|";
    return shown + stream.finish();
}

TEST(TextStream, WaitsForWholeCharacters) {
    EXPECT_EQ(streamed("aä"), "a||ä|");
    EXPECT_EQ(streamed("世🙂"), "||世||||🙂|");
}

TEST(TextStream, WrongBytesBecomeReplacementCharacters) {
    EXPECT_EQ(streamed("\xFF"
                       "a"),
              "\uFFFD|a|");
    EXPECT_EQ(streamed("\x80"), "\uFFFD|");
    EXPECT_EQ(streamed("\xE4\xB8"
                       "a"),
              "||\uFFFDa|")
        << "one for an unfinished character";
    EXPECT_EQ(streamed("\xE4\xB8"), "||\uFFFD");
    EXPECT_EQ(streamed("\xC0\x80"), "\uFFFD|\uFFFD|") << "an overlong form";
    EXPECT_EQ(streamed("\xED\xA0\x80"), "|\uFFFD\uFFFD|\uFFFD|") << "a surrogate";
    EXPECT_EQ(streamed("\xF4\x90\x80\x80"), "|\uFFFD\uFFFD|\uFFFD|\uFFFD|") << "past U+10FFFF";
    EXPECT_EQ(streamed("\xF0\x9F\xE4\xB8\x96"), "||\uFFFD||世|");
}

TEST(TextStream, FinishStartsAnew) {
    const ByteTokenizer tokenizer;
    TextStream stream(tokenizer);
    EXPECT_EQ(stream.push(0xE4), "");
    EXPECT_EQ(stream.finish(), "\uFFFD");
    EXPECT_EQ(stream.finish(), "");
    EXPECT_EQ(stream.push('x'), "x");
}

TEST(AnswerSplitter, CutsAtTheMarker) {
    const ByteTokenizer tokenizer;
    AnswerSplitter splitter(tokenizer, true);
    EXPECT_EQ(splitter.push('a').reasoning, "a");
    EXPECT_EQ(splitter.push(0xE4).reasoning, "");
    const auto marker = splitter.push(256);
    EXPECT_EQ(marker.reasoning, "\uFFFD") << "what waited belongs to the reasoning";
    EXPECT_EQ(marker.content, "");
    EXPECT_FALSE(splitter.insideReasoning());
    const auto content = splitter.push('b');
    EXPECT_EQ(content.content, "b");
    EXPECT_EQ(content.reasoning, "");
    EXPECT_EQ(splitter.push(256).content, "</think>") << "a second marker is shown, not dropped";
    EXPECT_EQ(splitter.push(0xC3).content, "");
    EXPECT_EQ(splitter.finish().content, "\uFFFD");
}

TEST(AnswerSplitter, AnswersWithoutReasoning) {
    const ByteTokenizer tokenizer;
    AnswerSplitter splitter(tokenizer, false);
    EXPECT_EQ(splitter.push('a').content, "a");
    AnswerSplitter unfinished(tokenizer, true);
    EXPECT_EQ(unfinished.push('a').reasoning, "a");
    EXPECT_EQ(unfinished.push(0xC3).reasoning, "");
    EXPECT_EQ(unfinished.finish().reasoning, "\uFFFD");
}

}  // namespace
}  // namespace lanternfish
