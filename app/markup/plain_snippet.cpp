#include "app/markup/plain_snippet.h"

#include <algorithm>
#include <QBitArray>
#include <QRegularExpression>
#include <vector>

namespace lanternfish::markup {

namespace {

using namespace Qt::StringLiterals;

constexpr char16_t kEllipsis = u'\u2026';
constexpr qsizetype kFence = 3;            ///< Backticks that begin a block of code.
constexpr qsizetype kLongestEmphasis = 3;  ///< As in ***both***.

/// A row of the same character.
struct Run {
    QChar character;
    qsizetype begin = 0;
    qsizetype end = 0;

    qsizetype length() const { return end - begin; }
};

/// Finds what of a snippet is markup. Each step leaves alone what an earlier one has taken, or knows to be literal.
class Stripper {
public:
    Stripper(const QString& text, const QList<std::pair<int, int>>& marks)
        : m_text(text),
          m_removed(text.size()),
          m_literal(text.size()),
          m_cutBefore(text.startsWith(kEllipsis)),
          m_cutAfter(text.size() > 1 && text.endsWith(kEllipsis)) {
        int last = 0;
        for (const auto& [start, length] : marks) {
            if (start >= last && length > 0 && length <= text.size() - start) {
                m_marks.append({start, length});
                last = start + length;
            }
        }
    }

    PlainSnippet strip() {
        stripCode();
        stripEscapes();
        stripBlocks();
        stripLinks();
        stripEmphasis();
        keepMatches();
        return result();
    }

private:
    bool isFree(qsizetype at) const { return !m_removed[at] && !m_literal[at]; }
    void remove(qsizetype begin, qsizetype end) { m_removed.fill(true, begin, end); }
    void keep(qsizetype begin, qsizetype end) { m_literal.fill(true, begin, end); }

    /// The neighbours of a run; the ends of the snippet count as spaces.
    QChar at(qsizetype place) const {
        return place < 0 || place >= m_text.size() || m_text[place] == kEllipsis ? u' ' : m_text[place];
    }
    QChar before(const Run& run) const { return at(run.begin - 1); }
    QChar after(const Run& run) const { return at(run.end); }

    bool touchesMatch(qsizetype begin, qsizetype end) const {
        return std::ranges::any_of(m_marks, [=](const std::pair<int, int>& mark) {
            return mark.first < end && mark.first + mark.second > begin;
        });
    }

    std::vector<Run> runs(QStringView characters) const {
        std::vector<Run> found;
        for (qsizetype i = 0; i < m_text.size();) {
            const Run run{.character = m_text[i], .begin = i, .end = i + 1};
            if (!isFree(i++) || !characters.contains(run.character))
                continue;
            while (i < m_text.size() && m_text[i] == run.character && isFree(i))
                ++i;
            found.push_back({.character = run.character, .begin = run.begin, .end = i});
        }
        return found;
    }

    void stripCode();
    bool closesCode(const std::vector<Run>& found) const;
    qsizetype endOfInfo(const Run& fence) const;
    void stripEscapes();
    void stripBlocks();
    void stripLinks();
    void stripEmphasis();
    bool isPair(const Run& opening, const Run& closing) const;
    bool canOpen(const Run& run) const;
    bool canClose(const Run& run) const;
    bool isProse(qsizetype begin, qsizetype end) const;
    void keepMatches();
    PlainSnippet result() const;

    const QString& m_text;
    QList<std::pair<int, int>> m_marks;
    QBitArray m_removed;
    QBitArray m_literal;
    bool m_cutBefore;
    bool m_cutAfter;
};

/// Behind the language that a fence may name: "```cpp ".
qsizetype Stripper::endOfInfo(const Run& fence) const {
    qsizetype end = fence.end;
    while (!at(end).isSpace())
        ++end;
    return touchesMatch(fence.end, end) ? fence.end : end;
}

/// Whether the first row of backticks ends code that begins before the cut.
bool Stripper::closesCode(const std::vector<Run>& found) const {
    const Run& run = found.front();
    if (run.length() < kFence)
        return !before(run).isSpace() && !QStringView(u"([{\"'").contains(before(run)) &&
               (after(run).isSpace() || QStringView(u".,;:!?)]}\"'").contains(after(run)));
    if (!after(run).isSpace())
        return false;  // It names a language.
    const auto isSame = [&](const Run& other) { return other.length() == run.length(); };
    const auto next = std::find_if(found.begin() + 1, found.end(), isSame);
    return next == found.end() || !after(*next).isSpace() || std::ranges::count_if(found, isSame) % 2 != 0;
}

void Stripper::stripCode() {
    const std::vector<Run> found = runs(u"`");
    size_t i = 0;
    if (m_cutBefore && !found.empty() && closesCode(found)) {
        keep(0, found.front().begin);
        remove(found.front().begin, found.front().end);
        ++i;
    }
    for (; i < found.size(); ++i) {
        const Run& run = found[i];
        const auto closing = std::find_if(found.begin() + static_cast<std::ptrdiff_t>(i) + 1, found.end(),
                                          [&](const Run& other) { return other.length() == run.length(); });
        const bool isClosed = closing != found.end();
        const bool isFence = run.length() >= kFence && (!isClosed || before(*closing).isSpace());
        if (!isClosed && !isFence && (!m_cutAfter || after(run).isSpace()))
            continue;
        const qsizetype end = isClosed ? closing->begin : m_text.size();
        const qsizetype begin = isFence ? std::min(endOfInfo(run), end) : run.end;
        remove(run.begin, begin);
        keep(begin, end);
        if (!isClosed)
            return;
        remove(closing->begin, closing->end);
        i = static_cast<size_t>(closing - found.begin());
    }
}

void Stripper::stripEscapes() {
    for (qsizetype i = 0; i + 1 < m_text.size(); ++i) {
        if (m_text[i] == u'\\' && isFree(i) && QStringView(u"\\`*_[]<>#|~").contains(m_text[i + 1])) {
            remove(i, i + 1);
            keep(i + 1, i + 2);
            ++i;
        }
    }
}

void Stripper::stripBlocks() {
    static const QRegularExpression kBlocks(
        // Quotes, bullets and headings where the text begins; quotes and bullets behind a sentence, headings and rules
        // anywhere, second rows of tables.
        uR"(^(?:> ?)*(?:[-*+] (?:\[[ xX]\] )?|# )?|(?<=[.:!?;,] )[>*+](?= )|(?<![^\s\x{2026}])(?:#{2,6}(?=\s)|(?:-{3,}|\*{3,}|_{3,})(?=\s))|\|(?:\s*:?-{2,}:?\s*\|)+)"_s);
    for (auto match = kBlocks.globalMatch(m_text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        if (found.capturedLength() > 0 && isFree(found.capturedStart()))
            remove(found.capturedStart(), found.capturedEnd());
    }
}

void Stripper::stripLinks() {
    // The part of the label that is there, then the target, of which the end may be cut off.
    static const QRegularExpression kLinks(
        uR"((!?\[|^\x{2026})([^\[\]]*)(\]\((?:(?:https?://|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?:\s+"[^"]*")?\)|(?:h(?:t(?:t(?:p[^\s()]*)?)?)?|m[^\s()]*)?(?=\x{2026}$))))"_s);
    for (auto match = kLinks.globalMatch(m_text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        if (!isFree(found.capturedStart(3)))
            continue;
        if (found.captured(1) != QStringView(&kEllipsis, 1))
            remove(found.capturedStart(1), found.capturedEnd(1));
        const bool isFound = touchesMatch(found.capturedStart(3), found.capturedEnd(3));
        remove(found.capturedStart(3), isFound ? found.capturedStart(3) + 1 : found.capturedEnd(3));
        keep(found.capturedStart(3), found.capturedEnd(3));
    }
    static const QRegularExpression kBare(uR"((<?)\b((?:https?://|mailto:)[^\s<>]+)(>?))"_s);
    for (auto match = kBare.globalMatch(m_text); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        if (!isFree(found.capturedStart(2)))
            continue;
        keep(found.capturedStart(2), found.capturedEnd(2));
        if (found.capturedLength(1) > 0 && found.capturedLength(3) > 0) {
            remove(found.capturedStart(1), found.capturedEnd(1));
            remove(found.capturedStart(3), found.capturedEnd(3));
        }
    }
}

bool Stripper::canOpen(const Run& run) const {
    const bool atWord = !after(run).isSpace() && (!after(run).isPunct() || !before(run).isLetterOrNumber());
    return atWord && (run.character != u'_' || !before(run).isLetterOrNumber());
}

bool Stripper::canClose(const Run& run) const {
    const bool atWord = !before(run).isSpace() && (!before(run).isPunct() || !after(run).isLetterOrNumber());
    return atWord && (run.character != u'_' || !after(run).isLetterOrNumber());
}

bool Stripper::isPair(const Run& opening, const Run& closing) const {
    // a*b*c, 2**3**4
    const bool insideBefore = before(opening).isLetterOrNumber();
    const bool insideAfter = after(closing).isLetterOrNumber();
    if (opening.length() == 1 ? insideBefore || insideAfter : insideBefore && insideAfter)
        return false;
    // __init__
    const QStringView inner = QStringView(m_text).sliced(opening.end, closing.begin - opening.end);
    return opening.character != u'_' || opening.length() == 1 ||
           std::ranges::any_of(inner, [](QChar c) { return c.isSpace(); });
}

/// Whether nothing there says that it may be code which lost its fence to the cut.
bool Stripper::isProse(qsizetype begin, qsizetype end) const {
    for (qsizetype i = 0; i < m_text.size(); ++i) {
        if (isFree(i) && QStringView(u"{}=<>").contains(m_text[i]))
            return false;
    }
    int open = 0;
    for (qsizetype i = begin; i < end; ++i) {
        open += m_text[i] == u'(' ? 1 : m_text[i] == u')' ? -1 : 0;
        if (open < 0)
            return false;
    }
    return open == 0;
}

void Stripper::stripEmphasis() {
    std::vector<Run> open;
    std::vector<Run> closeOnly;
    for (const Run& run : runs(u"*_~")) {
        if (run.length() > kLongestEmphasis || (run.character == u'~' && run.length() != 2))
            continue;
        if (canClose(run)) {
            const auto opening = std::find_if(open.rbegin(), open.rend(), [&](const Run& other) {
                return other.character == run.character && other.length() == run.length();
            });
            if (opening != open.rend()) {
                if (isPair(*opening, run)) {
                    remove(opening->begin, opening->end);
                    remove(run.begin, run.end);
                }
                open.erase(opening.base() - 1, open.end());
                continue;
            }
            if (!canOpen(run))
                closeOnly.push_back(run);
        }
        if (canOpen(run))
            open.push_back(run);
    }
    // The other half may lie beyond a cut. One star or underscore alone says too little.
    const auto isHalf = [](const Run& run) { return run.length() > 1 && run.character != u'_'; };
    if (m_cutBefore && !closeOnly.empty() && isHalf(closeOnly.front()) && isProse(0, closeOnly.front().begin))
        remove(closeOnly.front().begin, closeOnly.front().end);
    if (m_cutAfter && !open.empty() && isHalf(open.back()) && !before(open.back()).isLetterOrNumber() &&
        isProse(open.back().end, m_text.size()))
        remove(open.back().begin, open.back().end);
}

/// Who looks for marks of Markdown finds them.
void Stripper::keepMatches() {
    for (const auto& [start, length] : m_marks) {
        bool left = false;
        for (int i = start; i < start + length; ++i)
            left = left || (!m_removed[i] && !m_text[i].isSpace());
        if (!left)
            m_removed.fill(false, start, start + length);
    }
}

PlainSnippet Stripper::result() const {
    PlainSnippet result;
    QList<int> places(m_text.size() + 1);  // Where each unit comes to stand.
    for (qsizetype i = 0; i < m_text.size(); ++i) {
        places[i] = static_cast<int>(result.text.size());
        const bool again = m_text[i] == u' ' && (result.text.isEmpty() || result.text.endsWith(u' '));
        if (!m_removed[i] && !again)
            result.text.append(m_text[i]);
    }
    while (result.text.endsWith(u' '))
        result.text.chop(1);
    places.last() = static_cast<int>(result.text.size());
    for (const auto& [start, length] : m_marks) {
        const int from = places[start];
        const int to = std::min(places[start + length], places.last());
        if (to > from)
            result.marks.append({from, to - from});
    }
    return result;
}

}  // namespace

PlainSnippet plainSnippet(const QString& snippet, const QList<std::pair<int, int>>& marks) {
    return Stripper(snippet, marks).strip();
}

}  // namespace lanternfish::markup
