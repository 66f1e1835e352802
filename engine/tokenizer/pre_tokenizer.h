#pragma once

#include <cstddef>
#include <string_view>

#include "engine/tokenizer/unicode_classes.h"

namespace lanternfish::tokenizer {

/// Cuts text into the pieces that merges never cross: numbers in threes, runs of Han and kana, words with what leads
/// them, punctuation, white space. The pieces joined are the text. Source: spec 15.1, whose numbering the private
/// functions follow.
class PreTokenizer {
public:
    explicit PreTokenizer(std::string_view text) : m_text(text) {}

    /// The next piece; empty at the end of the text.
    std::string_view next();

private:
    /// Split 3 runs inside what splits 1 and 2 leave, so that their characters look like the end of the text to it.
    struct Seen {
        bool end = true;
        char32_t code = 0;
        CharClass charClass = CharClass::Other;
        size_t next = 0;  ///< Offset of the character after it.

        bool letterOrMark() const { return !end && (charClass == CharClass::Letter || charClass == CharClass::Mark); }
        bool punctuationOrSymbol() const {
            return !end && (charClass == CharClass::Punctuation || charClass == CharClass::Symbol);
        }
        bool space() const { return !end && charClass == CharClass::Space; }
        bool newline() const { return !end && (code == '\r' || code == '\n'); }
    };
    Seen see(size_t offset) const;

    // Each gives the end of the piece that begins at the offset; 3a to 3c give the offset itself for no match.
    size_t numbers(size_t offset) const;                         // 1
    size_t ideographs(size_t offset) const;                      // 2
    size_t rest(size_t offset) const;                            // 3
    size_t punctuatedWord(size_t offset) const;                  // 3a
    size_t word(size_t offset, const Seen& first) const;         // 3b
    size_t punctuation(size_t offset, const Seen& first) const;  // 3c
    size_t whiteSpace(size_t offset) const;                      // 3d to 3f
    size_t unmatched(const Seen& first) const;
    size_t lettersAndMarks(size_t offset) const;

    std::string_view m_text;
    size_t m_offset = 0;
};

}  // namespace lanternfish::tokenizer
