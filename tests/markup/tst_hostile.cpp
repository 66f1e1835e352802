#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <QTextDocument>

#include "app/markup/streaming_parser.h"
#include "tests/markup/random_markdown.h"

using namespace lanternfish::markup;
using namespace Qt::StringLiterals;

namespace {

/// Counts what a rich text element would want to load.
class WatchedDocument : public QTextDocument {
public:
    int wanted = 0;

protected:
    QVariant loadResource(int, const QUrl&) override {
        ++wanted;
        return {};
    }
};

QStringList allHtml(const QList<Block>& blocks) {
    QStringList html;
    for (const Block& block : blocks) {
        html.append(block.html);
        html.append(block.tableHeader);
        for (const QStringList& row : block.tableRows)
            html.append(row);
    }
    return html;
}

/// Empty, or the first thing in `html` that is not in the allowed subset.
QString firstForbidden(const QString& html) {
    static const QRegularExpression tag(u"<[^>]*>?"_s);
    static const QRegularExpression allowed(
        uR"(^<(/?(b|i|s|code|pre|p|blockquote|ul|ol|li|a)|br/|hr/|ol start="[0-9]+"|li class="(un)?checked"|a href="(https?://|mailto:)[!#-;=?-~]+")>$)"_s);
    for (auto match = tag.globalMatch(html); match.hasNext();) {
        const QString found = match.next().captured();
        if (!allowed.match(found).hasMatch())
            return found;
    }
    return {};
}

}  // namespace

class HostileTest : public QObject {
    Q_OBJECT

private slots:
    void nothingGetsThrough_data();
    void nothingGetsThrough();
    void randomTextStaysInTheSubset();
    void targets_data();
    void targets();
    void linkSaysWhereItGoes();
    void deepNestingIsFlattened();
    void controlCharactersAreReplaced();
};

void HostileTest::nothingGetsThrough_data() {
    QTest::addColumn<QString>("markdown");
    QTest::newRow("script") << u"<script>alert(1)</script>"_s;
    QTest::newRow("html block") << u"<div>\n<img src=\"http://x.example/a.png\">\n</div>"_s;
    QTest::newRow("inline image tag") << u"a <img src='http://x.example/a.png'> b"_s;
    QTest::newRow("image") << u"![alt](http://x.example/a.png \"title\")"_s;
    QTest::newRow("image in link") << u"[![a](http://x.example/1.png)](http://x.example/2)"_s;
    QTest::newRow("link in image") << u"![[a](http://x.example/1)](http://x.example/2.png)"_s;
    QTest::newRow("data image") << u"![a](data:image/png;base64,AAAA)"_s;
    QTest::newRow("file image") << u"![a](file:///etc/passwd)"_s;
    QTest::newRow("quote in target") << u"[a](<http://x.example/\"><img src=http://x.example/b>)"_s;
    QTest::newRow("quote in target 2") << u"[a](http://x.example/&quot;&gt;&lt;img&gt;)"_s;
    QTest::newRow("quote in title") << u"[a](http://x.example/ \"\\\"><img src=x>\")"_s;
    QTest::newRow("javascript") << u"[a](javascript:alert(1))"_s;
    QTest::newRow("javascript split") << u"[a](java&#10;script:alert(1)) <javascript:x>"_s;
    QTest::newRow("style") << u"<style>body{background:url(http://x.example/)}</style>"_s;
    QTest::newRow("stylesheet") << u"<link rel=stylesheet href=http://x.example/a.css>"_s;
    QTest::newRow("entity made tag") << u"&lt;img src=http://x.example/&gt; &#60;img src=x&#62;"_s;
    QTest::newRow("code") << u"`<img src=\"http://x.example/\">`"_s;
    QTest::newRow("quoted code") << u"> ```\n> <img src=http://x.example/>\n> ```"_s;
    QTest::newRow("table") << u"| <img src=http://x.example/> |\n|--|\n| ![a](http://x.example/) |"_s;
    QTest::newRow("quoted table") << u"> | <img src=http://x.example/> |\n> |--|\n> | ![a](http://x.example/) |"_s;
    QTest::newRow("list") << u"1. <img src=http://x.example/>\n2. ![a](http://x.example/)"_s;
    QTest::newRow("language") << u"```<img src=http://x.example/>\nx\n```"_s;
}

void HostileTest::nothingGetsThrough() {
    QFETCH(QString, markdown);
    WatchedDocument document;
    for (const QString& html : allHtml(parse(markdown))) {
        QCOMPARE(firstForbidden(html), QString());
        document.setHtml(html);
        QVERIFY(!document.toHtml().contains("<img"_L1));
        QVERIFY(!document.toPlainText().contains(QChar::ObjectReplacementCharacter));
    }
    QCOMPARE(document.wanted, 0);
}

void HostileTest::randomTextStaysInTheSubset() {
    QRandomGenerator random(99);
    static const QString kHostile = u"<>\"'&;#[]()!`*_~|\\:/=x \n-1."_s;
    for (int round = 0; round < 500; ++round) {
        QString text = randomMarkdown(random, 8);
        for (int i = 0; i < 60; ++i)
            text.insert(random.bounded(text.size() + 1), kHostile[random.bounded(kHostile.size())]);
        for (const QString& html : allHtml(parse(text)))
            QCOMPARE(firstForbidden(html), QString());
    }
}

void HostileTest::targets_data() {
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("href");
    QTest::newRow("https") << u"https://qt.io"_s << u"https://qt.io"_s;
    QTest::newRow("upper case") << u"HTTPS://QT.io/A"_s << u"https://qt.io/A"_s;
    QTest::newRow("mailto") << u"mailto:a@b.org"_s << u"mailto:a@b.org"_s;
    QTest::newRow("file") << u"file:///etc/passwd"_s << QString();
    QTest::newRow("ftp") << u"ftp://a.org/x"_s << QString();
    QTest::newRow("relative") << u"docs/a.md"_s << QString();
    QTest::newRow("protocol relative") << u"//evil.example/x"_s << QString();
    QTest::newRow("no host") << u"http:///x"_s << QString();
    QTest::newRow("data") << u"data:text/html,x"_s << QString();
    QTest::newRow("qrc") << u"qrc:/x"_s << QString();
    QTest::newRow("lookalike") << u"https://\u0430pple.example/"_s << u"https://xn--pple-43d.example/"_s;
}

void HostileTest::targets() {
    QFETCH(QString, target);
    QFETCH(QString, href);
    const QList<Block> blocks = parse(u"[words](<%1>)"_s.arg(target));
    QCOMPARE(blocks.size(), 1);
    QCOMPARE(blocks[0].html.contains("<a "_L1), !href.isEmpty());
    if (!href.isEmpty())
        QVERIFY2(blocks[0].html.contains(u"href=\"%1\""_s.arg(href)), qPrintable(blocks[0].html));
    QCOMPARE(blocks[0].plainText, u"words (%1)"_s.arg(href.isEmpty() ? target : href));
}

void HostileTest::linkSaysWhereItGoes() {
    const QList<Block> blocks = parse(u"[https://bank.example](https://thief.example)"_s);
    QCOMPARE(blocks[0].plainText, u"https://bank.example (https://thief.example)"_s);
}

void HostileTest::deepNestingIsFlattened() {
    const QString quotes = QString(3000, u'>') + u" deep"_s;
    const QString emphasis = u"*a **b "_s.repeated(400) + u"x"_s + u"** *"_s.repeated(400);
    QString lists;
    for (int depth = 0; depth < 60; ++depth)
        lists += QString(2 * depth, u' ') + u"- level\n"_s;
    for (const QString& text : {quotes, emphasis, lists}) {
        for (const Block& block : parse(text)) {
            int depth = 0;
            int deepest = 0;
            for (qsizetype i = block.html.indexOf(u'<'); i >= 0; i = block.html.indexOf(u'<', i + 1)) {
                const qsizetype end = block.html.indexOf(u'>', i);
                if (block.html[end - 1] == u'/')
                    continue;
                depth += block.html[i + 1] == u'/' ? -1 : 1;
                deepest = qMax(deepest, depth);
            }
            QCOMPARE_LE(deepest, 32);
        }
    }
    QVERIFY(parse(quotes)[0].plainText.contains("deep"_L1));
    QCOMPARE(parse(lists)[0].plainText.count("level"_L1), 60);
}

void HostileTest::controlCharactersAreReplaced() {
    const QList<Block> blocks = parse(
        u"a\x01"
        u"b\ufdd0"
        u"c\ufffc"
        u"d\u2029"
        u"e\x1b[0m"_s);
    QCOMPARE(blocks[0].plainText, u"a\ufffdb\ufffdc\ufffdd\ufffde\ufffd[0m"_s);
    QCOMPARE(parse(u"```\n\x1b[31m\n```"_s)[0].plainText, u"\ufffd[31m"_s);
}

QTEST_MAIN(HostileTest)
#include "tst_hostile.moc"
