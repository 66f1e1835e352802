#include "engine/tokenizer/literal_matcher.h"

#include <gtest/gtest.h>

namespace lanternfish::tokenizer {
namespace {

TEST(LiteralMatcher, LeftmostThenLongest) {
    const LiteralMatcher matcher({{"<a>", 1}, {"<a", 2}, {"<a>b>", 3}, {"b", 4}, {"", 5}, {"\xFF", 6}});
    const auto find = [&](std::string_view text, size_t offset = 0) {
        const auto match = matcher.find(text, offset);
        return std::tuple(match.offset, match.bytes, match.id);
    };
    EXPECT_EQ(find("x<a>b>"), std::tuple(1U, 5U, 3));
    EXPECT_EQ(find("x<a>c>"), std::tuple(1U, 3U, 1));
    EXPECT_EQ(find("x<a"), std::tuple(1U, 2U, 2));
    EXPECT_EQ(find("<<b<a>"), std::tuple(2U, 1U, 4));
    EXPECT_EQ(find("<a>b>", 1), std::tuple(3U, 1U, 4));
    EXPECT_EQ(find("\xFE\xFF"), std::tuple(1U, 1U, 6)) << "bytes order as unsigned";
    EXPECT_EQ(find("<x>"), std::tuple(3U, 0U, -1));
    EXPECT_EQ(find(""), std::tuple(0U, 0U, -1));
    EXPECT_EQ(LiteralMatcher({}).find("abc", 0).offset, 3U);
    EXPECT_EQ(LiteralMatcher({{"aa", 1}, {"aa", 2}, {"aab", 3}}).find("aab", 0).id, 3);
}

}  // namespace
}  // namespace lanternfish::tokenizer
