#include "engine/tokenizer/literal_matcher.h"

#include <algorithm>

namespace lanternfish::tokenizer {

LiteralMatcher::LiteralMatcher(std::vector<Literal> literals) : m_literals(std::move(literals)) {
    std::erase_if(m_literals, [](const Literal& literal) { return literal.text.empty(); });
    std::ranges::sort(m_literals, {}, &Literal::text);
    for (const Literal& literal : m_literals)
        m_begins[static_cast<uint8_t>(literal.text[0])] = true;
}

LiteralMatcher::Match LiteralMatcher::find(std::string_view text, size_t offset) const {
    if (m_literals.empty())
        return {text.size(), 0, -1};
    for (; offset < text.size(); ++offset) {
        if (!m_begins[static_cast<uint8_t>(text[offset])])
            continue;
        if (const Literal* literal = longestAt(text.substr(offset)))
            return {offset, literal->text.size(), literal->id};
    }
    return {text.size(), 0, -1};
}

const LiteralMatcher::Literal* LiteralMatcher::longestAt(std::string_view text) const {
    // [first, last) are the literals that share the first `depth` bytes of the text; the shortest stands first.
    auto first = m_literals.begin();
    auto last = m_literals.end();
    const Literal* longest = nullptr;
    for (size_t depth = 0; first != last; ++depth) {
        if (first->text.size() == depth)
            longest = &*first++;
        if (depth == text.size())
            break;
        const auto byteAt = [depth](const Literal& literal) { return static_cast<uint8_t>(literal.text[depth]); };
        // Two literals may have the same text; the later ones have no byte at this depth either.
        while (first != last && first->text.size() == depth)
            ++first;
        const auto range = std::ranges::equal_range(first, last, static_cast<uint8_t>(text[depth]), {}, byteAt);
        first = range.begin();
        last = range.end();
    }
    return longest;
}

}  // namespace lanternfish::tokenizer
