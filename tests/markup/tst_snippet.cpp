#include <QTest>

#include "app/markup/plain_snippet.h"
#include "tests/markup/random_markdown.h"

using namespace lanternfish::markup;
using namespace Qt::StringLiterals;

namespace {

struct Marked {
    QString text;
    QList<std::pair<int, int>> marks;
};

/// Matches stand between angle quotes.
Marked marked(const QString& text) {
    Marked result;
    for (const QChar c : text) {
        if (c == u'\u00ab')
            result.marks.append({static_cast<int>(result.text.size()), 0});
        else if (c == u'\u00bb')
            result.marks.last().second = static_cast<int>(result.text.size()) - result.marks.last().first;
        else
            result.text.append(c);
    }
    return result;
}

QString withQuotes(const PlainSnippet& snippet) {
    QString text = snippet.text;
    for (auto mark = snippet.marks.rbegin(); mark != snippet.marks.rend(); ++mark) {
        text.insert(mark->first + mark->second, u'\u00bb');
        text.insert(mark->first, u'\u00ab');
    }
    return text;
}

bool isSubsequence(QStringView part, QStringView whole) {
    qsizetype at = 0;
    for (const QChar c : whole)
        at += at < part.size() && part[at] == c ? 1 : 0;
    return at == part.size();
}

}  // namespace

/// Pieces of Markdown as a search shows them.
class SnippetTest : public QObject {
    Q_OBJECT

private slots:
    void words_data();
    void words();
    void marksThatDontFitAreLeftOut();
    void whateverIsCutOutKeepsItsMatches();
};

void SnippetTest::words_data() {
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("plain");
    const auto row = [](const char* name, const QString& markdown, const QString& plain) {
        QTest::newRow(name) << markdown << plain;
    };
    row("emphasis", u"wait **«until»** the *page* is ~~gone~~ ***now***"_s, u"wait «until» the page is gone now"_s);
    row("underscores", u"an _old_ and __very old__ one"_s, u"an old and very old one"_s);
    row("match over marks", u"«run **until» now** it ends"_s, u"«run until» now it ends"_s);
    row("code", u"call `«std::stop»_token` or ``a`b``"_s, u"call «std::stop»_token or a`b"_s);
    row("code keeps marks", u"`**x**` and `a_b_` **b**"_s, u"**x** and a_b_ b"_s);
    row("fence", u"So: ```cpp int *p = *«q» * 2; ``` **Then** go"_s, u"So: int *p = *«q» * 2; Then go"_s);
    row("fence on a line", u"a ```b c``` d"_s, u"a b c d"_s);
    row("language is found", u"```«cpp» int x; ```"_s, u"«cpp» int x;"_s);
    row("names", u"snake_case_name, __init__, «__»main__ and _x; a*b, 2**3 and a * b"_s,
        u"snake_case_name, __init__, «__»main__ and _x; a*b, 2**3 and a * b"_s);
    row("more names", u"a*b*c, 2**3**4, int* p, char** q; f(*a, **b) __attribute__((x)) *.cpp *.h"_s,
        u"a*b*c, 2**3**4, int* p, char** q; f(*a, **b) __attribute__((x)) *.cpp *.h"_s);
    row("links", u"see [the **«docs»**](https://x.org/a_(b)_c) and ![a fish](http://y/z.png \"t\")"_s,
        u"see the «docs» and a fish"_s);
    row("bare links", u"<https://x.org/a_b_c_> or https://x.org/*a* *b*"_s,
        u"https://x.org/a_b_c_ or https://x.org/*a* b"_s);
    row("target is found", u"[docs](https://«wal».org)"_s, u"docs(https://«wal».org)"_s);
    row("no link", u"call handlers[i](event) or a[0]"_s, u"call handlers[i](event) or a[0]"_s);
    row("heading", u"# Top ## The «end» # not"_s, u"Top The «end» # not"_s);
    row("quote", u"> > «said»: 3 > 2"_s, u"«said»: 3 > 2"_s);
    row("quote in the text", u"He said: > «Go». * One * two"_s, u"He said: «Go». One * two"_s);
    row("task", u"- [x] «done» - [ ] open"_s, u"«done» - [ ] open"_s);
    row("table", u"| a | **b** | |---|--:| | «4» | 1 |"_s, u"| a | b | | «4» | 1 |"_s);
    row("rule", u"one --- two *** three - - -"_s, u"one two three - - -"_s);
    row("escapes", u"2 \\* 3 \\_is\\_ C:\\dir"_s, u"2 * 3 _is_ C:\\dir"_s);
    row("cut in bold", u"…the end** and **the «begin…"_s, u"…the end and the «begin…"_s);
    row("cut in code", u"…e_b *c` and **«bold»** `d_e *f…"_s, u"…e_b *c and «bold» d_e *f…"_s);
    row("cut in fences", u"…x = a*b*c; ``` **So** «then»: ```py y = **z…"_s, u"…x = a*b*c; So «then»: y = **z…"_s);
    row("cut in lost fences", u"…main(int argc, char** argv) { f(«a», **kwargs, …"_s,
        u"…main(int argc, char** argv) { f(«a», **kwargs, …"_s);
    row("cut in links", u"…docs](https://x.org/y) for «all» [more](https://x.org/lo…"_s, u"…docs for «all» more…"_s);
    row("only marks are found", u"a «**»b**"_s, u"a «**»b"_s);
    row("nothing", u""_s, u""_s);
    row("only an ellipsis", u"…"_s, u"…"_s);
}

void SnippetTest::words() {
    QFETCH(QString, markdown);
    QFETCH(QString, plain);
    // A match that isn't closed goes on to the end.
    const auto closed = [](QString text) {
        return text.count(u'\u00ab') > text.count(u'\u00bb') ? text + u'\u00bb' : text;
    };
    const Marked given = marked(closed(markdown));
    QCOMPARE(withQuotes(plainSnippet(given.text, given.marks)), closed(plain));
}

void SnippetTest::marksThatDontFitAreLeftOut() {
    const PlainSnippet snippet = plainSnippet(u"**ab** c"_s, {{-1, 2}, {2, 2}, {3, 3}, {7, 0}, {7, 1}, {8, 5}});
    QCOMPARE(snippet.text, u"ab c"_s);
    QCOMPARE(snippet.marks, (QList<std::pair<int, int>>{{0, 2}, {3, 1}}));
}

void SnippetTest::whateverIsCutOutKeepsItsMatches() {
    QRandomGenerator random(5);
    for (int i = 0; i < 3000; ++i) {
        QString text = randomMarkdown(random, 8).simplified();
        const int from = random.bounded(static_cast<int>(text.size()) + 1);
        text = (from > 0 ? u"\u2026"_s : QString()) +
               text.sliced(from, random.bounded(static_cast<int>(text.size()) - from + 1)) +
               (random.bounded(2) > 0 ? u"\u2026"_s : QString());
        QList<std::pair<int, int>> marks;
        for (int at = 0; at + 6 < text.size(); at += 7 + random.bounded(20)) {
            const int length = 1 + random.bounded(5);
            if (!QStringView(text).sliced(at, length).trimmed().isEmpty())
                marks.append({at, length});
        }
        const PlainSnippet plain = plainSnippet(text, marks);
        QVERIFY2(isSubsequence(plain.text, text), qPrintable(text));
        QCOMPARE(plain.marks.size(), marks.size());
        int end = 0;
        for (qsizetype mark = 0; mark < marks.size(); ++mark) {
            const auto [start, length] = plain.marks[mark];
            QVERIFY(start >= end && length > 0 && start + length <= plain.text.size());
            end = start + length;
            const QStringView was = QStringView(text).sliced(marks[mark].first, marks[mark].second);
            QVERIFY2(isSubsequence(QStringView(plain.text).sliced(start, length), was), qPrintable(text));
        }
    }
}

QTEST_GUILESS_MAIN(SnippetTest)
#include "tst_snippet.moc"
