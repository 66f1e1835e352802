#include "app/markup/line_cut.h"

namespace lanternfish::markup {

namespace {

/// Marks that are open at a place of a line, as far as counting them tells.
class OpenMarks {
public:
    void add(QChar before, QChar c, QChar next) {
        const bool runBegins = c != before;  // "**" is one mark.
        if (c == u'`' && runBegins)
            m_code = !m_code;
        if (m_code)
            return;
        if (c == u'*' && runBegins)
            m_emphasis = !m_emphasis;
        else if (c == u'~' && runBegins)
            m_struck = !m_struck;
        else if (c == u'[')
            m_label = true;
        else if (c == u')')
            m_target = false;
        if (c == u']') {
            m_label = false;
            m_target = next == u'(';
        }
    }

    bool none() const { return !(m_code || m_emphasis || m_struck || m_label || m_target); }

private:
    bool m_code = false;
    bool m_emphasis = false;
    bool m_struck = false;
    bool m_label = false;
    bool m_target = false;
};

bool endsSentence(QChar c) {
    return QStringView(u".!?\u2026\u3002\uff01\uff1f").contains(c);
}

/// Scripts that put no space behind a sentence.
bool endsUnspacedSentence(QChar c) {
    return QStringView(u"\u3002\uff01\uff1f").contains(c);
}

}  // namespace

qsizetype lineCut(QStringView line, qsizetype limit) {
    qsizetype sentence = 0;
    qsizetype word = 0;
    OpenMarks marks;
    for (qsizetype i = 0; i + 1 < limit; ++i) {
        const QChar c = line[i];
        if (c == u'\\') {
            ++i;
            continue;
        }
        marks.add(i > 0 ? line[i - 1] : QChar(), c, line[i + 1]);
        // A piece that begins with a letter is never read as a list, a heading or a quote.
        const bool wordEnds = c == u' ' || endsUnspacedSentence(c);
        if (!wordEnds || !line[i + 1].isLetter() || !marks.none())
            continue;
        word = i + 1;
        if (endsUnspacedSentence(c) || (i > 0 && endsSentence(line[i - 1])))
            sentence = i + 1;
    }
    if (sentence >= limit / 2)
        return sentence;
    if (word >= limit / 2)
        return word;
    const qsizetype space = line.first(limit).lastIndexOf(u' ');
    if (space >= limit - limit / 4)
        return space + 1;
    return line[limit - 1].isHighSurrogate() ? limit - 1 : limit;
}

}  // namespace lanternfish::markup
