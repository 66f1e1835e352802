#include "engine/cli/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "engine/cli/text.h"

namespace lanternfish::cli {
namespace {

TEST(JsonWriter, ReadsBackAsWritten) {
    JsonWriter json;
    json.beginObject().field("text", "a\"\\\n\t\x7f ü").field("yes", true).field("big", UINT64_MAX);
    json.field("small", 0.1).field("nan", std::numeric_limits<double>::quiet_NaN()).key("none").null();
    json.key("list").beginArray().value(1).value(-2).beginObject().endObject().beginArray().endArray().endArray();
    json.endObject();
    const auto parsed = nlohmann::json::parse(json.finish());
    EXPECT_EQ(parsed["text"], "a\"\\\n\t\x7f ü");
    EXPECT_EQ(parsed["yes"], true);
    EXPECT_EQ(parsed["big"], UINT64_MAX);
    EXPECT_EQ(parsed["small"], 0.1);
    EXPECT_TRUE(parsed["nan"].is_null());
    EXPECT_TRUE(parsed["none"].is_null());
    EXPECT_EQ(parsed["list"], nlohmann::json::parse("[1, -2, {}, []]"));
}

TEST(JsonWriter, EveryByteStringBecomesValidJson) {
    for (unsigned first = 0; first < 256; ++first) {
        for (unsigned second : {0x00U, 0x22U, 0x41U, 0x80U, 0x9FU, 0xA0U, 0xBFU, 0xC2U, 0xFFU}) {
            const std::string text = {'x', static_cast<char>(first), static_cast<char>(second), 'y'};
            const auto parsed = nlohmann::json::parse(jsonString(text));
            EXPECT_TRUE(parsed.get<std::string>().starts_with('x') && parsed.get<std::string>().ends_with('y'));
        }
    }
}

TEST(Text, KnowsUtf8) {
    EXPECT_EQ(utf8Length("a"), 1U);
    EXPECT_EQ(utf8Length("\u00E9"), 2U);
    EXPECT_EQ(utf8Length("\uFF5C"), 3U);
    EXPECT_EQ(utf8Length("\U0001F41F"), 4U);
    // Overlong, surrogate, beyond U+10FFFF, cut off, a continuation byte alone.
    for (const char* bad : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", ""}) {
        EXPECT_EQ(utf8Length(bad), 0U);
    }
}

TEST(Text, NothingPrintableSteersATerminal) {
    EXPECT_EQ(printable("a\x1b[31m\u00E9\x7f"), "a\\x1b[31m\u00E9\\x7f");
    EXPECT_EQ(printable("\u009B2J"), "\\xc2\\x9b2J");
    EXPECT_EQ(printable("\xff"), "\\xff");
}

TEST(Text, AModelsControlCharactersAreReplaced) {
    EXPECT_EQ(withoutControls("a\n\tb\x1b[2J\r\u009Bc\u00E9"), "a\n\tb\uFFFD[2J\uFFFD\uFFFDc\u00E9");
}

TEST(Text, RoundsSizesForPeople) {
    EXPECT_EQ(formatBytes(999), "999 bytes");
    EXPECT_EQ(formatBytes(20'222'720), "20.2 MB");
    EXPECT_EQ(formatBytes(999'600), "1 MB");
    EXPECT_EQ(formatCount(24'895'393), "24.9 million");
}

}  // namespace
}  // namespace lanternfish::cli
