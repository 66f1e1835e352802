#include <algorithm>

#include "engine/format/printable.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Whether more bytes could make a character of `text`: padding it with the least or the greatest continuation byte
/// does, as each lead byte bounds its second from one side only.
bool isUnfinished(std::string_view text) {
    for (const char padding : {'\x80', '\xBF'}) {
        std::string padded(text);
        while (padded.size() < 4) {
            padded += padding;
            if (format::utf8Length(padded) == padded.size())
                return true;
        }
    }
    return false;
}

/// Moves the whole characters at the front of `pending` to the end of `text`. What is wrong becomes one U+FFFD for as
/// many bytes as could have begun a character, and at least one.
void moveWhole(std::string& pending, std::string& text) {
    size_t done = 0;
    while (done < pending.size()) {
        const std::string_view rest = std::string_view(pending).substr(done);
        if (const size_t length = format::utf8Length(rest); length > 0) {
            text += rest.substr(0, length);
            done += length;
            continue;
        }
        if (rest.size() < 4 && isUnfinished(rest))
            break;
        size_t wrong = 1;
        while (wrong < std::min<size_t>(rest.size(), 3) && isUnfinished(rest.substr(0, wrong + 1)))
            ++wrong;
        text += kReplacement;
        done += wrong;
    }
    pending.erase(0, done);
}

}  // namespace

std::string TextStream::push(TokenId id) {
    m_pending += m_tokenizer->tokenBytes(id);
    std::string text;
    moveWhole(m_pending, text);
    return text;
}

std::string TextStream::finish() {
    std::string text(m_pending.empty() ? "" : kReplacement);
    m_pending.clear();
    return text;
}

}  // namespace lanternfish
