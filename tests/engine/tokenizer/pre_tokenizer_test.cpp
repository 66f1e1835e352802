#include "engine/tokenizer/pre_tokenizer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace lanternfish::tokenizer {
namespace {

using Pieces = std::vector<std::string>;

Pieces cut(std::string_view text) {
    Pieces pieces;
    PreTokenizer tokenizer(text);
    for (std::string_view piece = tokenizer.next(); !piece.empty(); piece = tokenizer.next())
        pieces.emplace_back(piece);
    return pieces;
}

// Each line worked out by hand from the four splits of spec 15.1.
TEST(PreTokenizer, Numbers) {
    EXPECT_EQ(cut("1234567"), (Pieces{"123", "456", "7"}));
    EXPECT_EQ(cut("a1b22"), (Pieces{"a", "1", "b", "22"}));
    EXPECT_EQ(cut("٣٤½Ⅻ"), (Pieces{"٣٤½", "Ⅻ"})) << "all numbers of Unicode";
}

TEST(PreTokenizer, HanAndKana) {
    EXPECT_EQ(cut("漢字とカナab"), (Pieces{"漢字とカナ", "ab"}));
    EXPECT_EQ(cut("abc世界"), (Pieces{"abc", "世界"}));
    EXPECT_EQ(cut("世界、元気"), (Pieces{"世界", "、", "元気"}));
    EXPECT_EQ(cut("\u4E00\u9FA5\u9FA6"), (Pieces{"\u4E00\u9FA5", "\u9FA6"})) << "a letter like any other after U+9FA5";
}

TEST(PreTokenizer, Words) {
    EXPECT_EQ(cut("Hello, world!"), (Pieces{"Hello", ",", " world", "!"}));
    EXPECT_EQ(cut("don't"), (Pieces{"don", "'t"}));
    EXPECT_EQ(cut("(foo"), (Pieces{"(foo"}));
    EXPECT_EQ(cut("((foo"), (Pieces{"((", "foo"}));
    EXPECT_EQ(cut("(été"), (Pieces{"(", "été"})) << "3a takes ASCII letters only";
    EXPECT_EQ(cut("(até"), (Pieces{"(at", "é"}));
    EXPECT_EQ(cut("«mot»"), (Pieces{"«", "mot", "»"}));
    EXPECT_EQ(cut("\tx\u00A0y"), (Pieces{"\tx", "\u00A0y"})) << "any white space but line ends may lead a word";
    EXPECT_EQ(cut("e\u0301t"), (Pieces{"e\u0301t"})) << "marks belong to words";
    EXPECT_EQ(cut("\u0301"), (Pieces{"\u0301"}));
}

TEST(PreTokenizer, Punctuation) {
    EXPECT_EQ(cut("a += b;"), (Pieces{"a", " +=", " b", ";"}));
    EXPECT_EQ(cut("};\r\n\nx"), (Pieces{"};\r\n\n", "x"}));
    EXPECT_EQ(cut("\t{"), (Pieces{"\t", "{"})) << "only a space leads punctuation";
    EXPECT_EQ(cut("❤\uFE0F"), (Pieces{"❤", "\uFE0F"})) << "a variation selector is a mark";
}

TEST(PreTokenizer, WhiteSpace) {
    EXPECT_EQ(cut("a   b"), (Pieces{"a", "  ", " b"}));
    EXPECT_EQ(cut("a   1"), (Pieces{"a", "   ", "1"})) << "a number ends the segment";
    EXPECT_EQ(cut("a   世"), (Pieces{"a", "   ", "世"}));
    EXPECT_EQ(cut("a  "), (Pieces{"a", "  "}));
    EXPECT_EQ(cut("a \n \n  b"), (Pieces{"a", " \n \n", " ", " b"}));
    EXPECT_EQ(cut("\n\n\n"), (Pieces{"\n\n\n"}));
    EXPECT_EQ(cut("a\u2003\u2003b"), (Pieces{"a", "\u2003", "\u2003b"}));
    EXPECT_EQ(cut(" "), (Pieces{" "}));
    EXPECT_EQ(cut("a  \x01"), (Pieces{"a", " ", " ", "\x01"}));
}

TEST(PreTokenizer, WhatNoSplitMatchesIsItsOwnPiece) {
    EXPECT_EQ(cut("\x01\x02"
                  "ab"),
              (Pieces{"\x01",
                      "\x02"
                      "ab"}))
        << "the last one leads the word";
    EXPECT_EQ(cut("\x01\x02 ."), (Pieces{"\x01\x02", " ."}));
    EXPECT_EQ(cut("👨\u200D👩"), (Pieces{"👨", "\u200D", "👩"}));
    EXPECT_EQ(cut("\x01\x01"), (Pieces{"\x01\x01"}));
}

TEST(PreTokenizer, PiecesJoinedAreTheTextWhateverItsBytes) {
    std::mt19937 random(5);
    const std::string_view alphabet = " \n\r\ta1.,\x01\xC3\xA4\xE4\xB8\x96\xF0\x9F\x98\x80\xFF";
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (size_t i = random() % 40; i > 0; --i)
            text += alphabet[random() % alphabet.size()];
        std::string joined;
        for (const std::string& piece : cut(text))
            joined += piece;
        ASSERT_EQ(joined, text);
    }
}

TEST(UnicodeClasses, OfVersionFifteen) {
    EXPECT_EQ(classOf(U'ß'), CharClass::Letter);
    EXPECT_EQ(classOf(U'\u0300'), CharClass::Mark);
    EXPECT_EQ(classOf(U'Ⅳ'), CharClass::Number);
    EXPECT_EQ(classOf(U'€'), CharClass::Symbol);
    EXPECT_EQ(classOf(U'。'), CharClass::Punctuation);
    EXPECT_EQ(classOf(U'\u0085'), CharClass::Space);
    EXPECT_EQ(classOf(U'\u200B'), CharClass::Other) << "the zero-width space is no white space";
    EXPECT_EQ(classOf(0x2EBF0), CharClass::Letter) << "new in 15.1";
    EXPECT_EQ(classOf(0x1C89), CharClass::Other) << "new in 16.0";
    EXPECT_EQ(classOf(0x10FFFF), CharClass::Other);
    for (char32_t code = 0; code < 128; ++code) {
        const bool letter = (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
        EXPECT_EQ(classOf(code) == CharClass::Letter, letter) << static_cast<uint32_t>(code);
    }
}

}  // namespace
}  // namespace lanternfish::tokenizer
