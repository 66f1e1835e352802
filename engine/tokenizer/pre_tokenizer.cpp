#include "engine/tokenizer/pre_tokenizer.h"

namespace lanternfish::tokenizer {

namespace {

constexpr size_t kNumbersPerPiece = 3;

bool isIdeograph(char32_t code) {
    return (code >= 0x4E00 && code <= 0x9FA5) || (code >= 0x3040 && code <= 0x30FF);
}

bool isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isAsciiPunctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

}  // namespace

std::string_view PreTokenizer::next() {
    if (m_offset == m_text.size())
        return {};
    const size_t begin = m_offset;
    const Char first = charAt(m_text, begin);
    m_offset = first.charClass == CharClass::Number ? numbers(begin)
               : isIdeograph(first.code)            ? ideographs(begin)
                                                    : rest(begin);
    return m_text.substr(begin, m_offset - begin);
}

PreTokenizer::Seen PreTokenizer::see(size_t offset) const {
    if (offset == m_text.size())
        return {};
    const Char c = charAt(m_text, offset);
    if (c.charClass == CharClass::Number || isIdeograph(c.code))
        return {};
    return {false, c.code, c.charClass, offset + c.bytes};
}

size_t PreTokenizer::numbers(size_t offset) const {
    for (size_t i = 0; i < kNumbersPerPiece && offset < m_text.size(); ++i) {
        const Char c = charAt(m_text, offset);
        if (c.charClass != CharClass::Number)
            break;
        offset += c.bytes;
    }
    return offset;
}

size_t PreTokenizer::ideographs(size_t offset) const {
    while (offset < m_text.size()) {
        const Char c = charAt(m_text, offset);
        if (!isIdeograph(c.code))
            break;
        offset += c.bytes;
    }
    return offset;
}

size_t PreTokenizer::rest(size_t offset) const {
    if (const size_t end = punctuatedWord(offset); end != offset)
        return end;
    const Seen first = see(offset);
    if (const size_t end = word(offset, first); end != offset)
        return end;
    if (const size_t end = punctuation(offset, first); end != offset)
        return end;
    return first.space() ? whiteSpace(offset) : unmatched(first);
}

size_t PreTokenizer::punctuatedWord(size_t offset) const {
    if (!isAsciiPunctuation(m_text[offset]))
        return offset;
    size_t end = offset + 1;
    while (end < m_text.size() && isAsciiLetter(m_text[end]))
        ++end;
    return end > offset + 1 ? end : offset;
}

size_t PreTokenizer::word(size_t offset, const Seen& first) const {
    const bool mayLead = !first.newline() && first.charClass != CharClass::Letter && !first.punctuationOrSymbol();
    if (mayLead && see(first.next).letterOrMark())
        return lettersAndMarks(first.next);
    return lettersAndMarks(offset);
}

size_t PreTokenizer::lettersAndMarks(size_t offset) const {
    for (Seen c = see(offset); c.letterOrMark(); c = see(offset))
        offset = c.next;
    return offset;
}

size_t PreTokenizer::punctuation(size_t offset, const Seen& first) const {
    const size_t begin = first.code == ' ' ? first.next : offset;
    size_t end = begin;
    Seen c = see(end);
    for (; c.punctuationOrSymbol(); c = see(end))
        end = c.next;
    if (end == begin)
        return offset;
    for (; c.newline(); c = see(end))
        end = c.next;
    return end;
}

size_t PreTokenizer::whiteSpace(size_t offset) const {
    size_t end = offset;
    size_t last = offset;          // Where the last character of the run begins.
    size_t afterNewline = offset;  // Where the last line end of the run ends.
    Seen c = see(end);
    for (; c.space(); c = see(end)) {
        last = end;
        end = c.next;
        if (c.newline())
            afterNewline = end;
    }
    if (afterNewline != offset)
        return afterNewline;
    return c.end || last == offset ? end : last;
}

size_t PreTokenizer::unmatched(const Seen& first) const {
    // Everything but a lone character of no class begins a match of its own.
    size_t end = first.next;
    for (Seen c = see(end); !c.end && c.charClass == CharClass::Other && !see(c.next).letterOrMark(); c = see(end))
        end = c.next;
    return end;
}

}  // namespace lanternfish::tokenizer
