#include <QTest>

#include "app/markup/streaming_parser.h"

using namespace lanternfish::markup;
using namespace Qt::StringLiterals;
using Kind = Block::Kind;

class BlocksTest : public QObject {
    Q_OBJECT

private slots:
    void inlineContent_data();
    void inlineContent();
    void kinds();
    void codeKeepsItsText_data();
    void codeKeepsItsText();
    void nestedListIsOneBlock();
    void codeInsideListBecomesItsOwnBlock();
    void textAfterCodeInsideListKeepsItsPlace();
    void taskList();
    void tableCellsAndAlignment();
    void quoteHoldsBlocks();
    void definitionsStayVisible();
    void tightNeighbours();
};

void BlocksTest::inlineContent_data() {
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("plain");
    QTest::newRow("emphasis") << u"a *b* **c** ~~d~~"_s << u"a <i>b</i> <b>c</b> <s>d</s>"_s << u"a b c d"_s;
    QTest::newRow("code") << u"call `a<b>(\"x\")`"_s << u"call <code>a&lt;b&gt;(&quot;x&quot;)</code>"_s
                          << u"call a<b>(\"x\")"_s;
    QTest::newRow("line break") << u"one\ntwo"_s << u"one<br/>two"_s << u"one\ntwo"_s;
    QTest::newRow("entities") << u"&lt;b&gt; &copy; &#65;&#x42; &unknown;"_s << u"&lt;b&gt; \u00a9 AB &amp;unknown;"_s
                              << u"<b> \u00a9 AB &unknown;"_s;
    QTest::newRow("escaped") << u"\\*not\\* 2 < 3 & 4"_s << u"*not* 2 &lt; 3 &amp; 4"_s << u"*not* 2 < 3 & 4"_s;
    QTest::newRow("link") << u"[docs](https://qt.io/a?b=1&c=2)"_s
                          << u"<a href=\"https://qt.io/a?b=1&amp;c=2\">docs</a> (https://qt.io/a?b=1&amp;c=2)"_s
                          << u"docs (https://qt.io/a?b=1&c=2)"_s;
    QTest::newRow("autolink") << u"see https://qt.io/x now"_s
                              << u"see <a href=\"https://qt.io/x\">https://qt.io/x</a> now"_s
                              << u"see https://qt.io/x now"_s;
    QTest::newRow("mail") << u"<a@b.org>"_s << u"<a href=\"mailto:a@b.org\">a@b.org</a>"_s << u"a@b.org"_s;
    QTest::newRow("unclosed") << u"**half and `half"_s << u"**half and `half"_s << u"**half and `half"_s;
}

void BlocksTest::inlineContent() {
    QFETCH(QString, markdown);
    const QList<Block> blocks = parse(markdown);
    QCOMPARE(blocks.size(), 1);
    QCOMPARE(blocks[0].kind, Kind::Paragraph);
    QTEST(blocks[0].html, "html");
    QTEST(blocks[0].plainText, "plain");
}

void BlocksTest::kinds() {
    const QList<Block> blocks = parse(
        uR"(# One

Text

Two
---

- a
- b

> said

***
```cpp
int x;
```
1. first
)"_s);
    QList<Kind> kinds;
    for (const Block& block : blocks)
        kinds.append(block.kind);
    const QList<Kind> expected{Kind::Heading, Kind::Paragraph, Kind::Heading, Kind::List,
                               Kind::Quote,   Kind::Rule,      Kind::Code,    Kind::List};
    QCOMPARE(kinds, expected);
    QCOMPARE(blocks[0].level, 1);
    QCOMPARE(blocks[0].html, u"One"_s);
    QCOMPARE(blocks[2].level, 2);
    QCOMPARE(blocks[3].html, u"<ul><li>a</li><li>b</li></ul>"_s);
    QCOMPARE(blocks[3].plainText, u"- a\n- b"_s);
    QCOMPARE(blocks[4].plainText, u"said"_s);
    QCOMPARE(blocks[6].language, u"cpp"_s);
    QCOMPARE(blocks[7].plainText, u"1. first"_s);
}

void BlocksTest::codeKeepsItsText_data() {
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("language");
    QTest::newRow("plain") << u"```\na\n```"_s << u"a"_s << QString();
    QTest::newRow("empty") << u"```py\n```"_s << QString() << u"py"_s;
    QTest::newRow("blank lines") << u"```c title=x\n\n  a\n\n\tb\n\n```"_s << u"\n  a\n\n\tb\n"_s << u"c"_s;
    QTest::newRow("markdown inside") << u"~~~md\n# a\n```\n- b\n~~~"_s << u"# a\n```\n- b"_s << u"md"_s;
    QTest::newRow("longer fence") << u"````\n```\n````"_s << u"```"_s << QString();
    QTest::newRow("unclosed") << u"```js\nlet a = 1"_s << u"let a = 1"_s << u"js"_s;
    QTest::newRow("indented") << u"  ```\n  a\n    b\n c\n  ```"_s << u"a\n  b\nc"_s << QString();
    QTest::newRow("windows line ends") << u"```\r\na\r\nb\r\n```\r\n"_s << u"a\nb"_s << QString();
    QTest::newRow("html") << u"```html\n<img src=\"http://x/\">\n```"_s << u"<img src=\"http://x/\">"_s << u"html"_s;
}

void BlocksTest::codeKeepsItsText() {
    QFETCH(QString, markdown);
    const QList<Block> blocks = parse(markdown);
    QCOMPARE(blocks.size(), 1);
    QCOMPARE(blocks[0].kind, Kind::Code);
    QCOMPARE(blocks[0].html, QString());
    QTEST(blocks[0].plainText, "code");
    QTEST(blocks[0].language, "language");
}

void BlocksTest::nestedListIsOneBlock() {
    const QList<Block> blocks = parse(u"3. a\n   - b\n   - c\n\n     d\n4. e"_s);
    QCOMPARE(blocks.size(), 1);
    QCOMPARE(blocks[0].html, u"<ol start=\"3\"><li>a<ul><li>b</li><li>c<br/>d</li></ul></li><li>e</li></ol>"_s);
    QCOMPARE(blocks[0].plainText, u"3. a\n  - b\n  - c\n    d\n4. e"_s);
}

void BlocksTest::codeInsideListBecomesItsOwnBlock() {
    const QList<Block> blocks = parse(u"1. Run\n   ```sh\n   make\n   ```\n2. Done"_s);
    QCOMPARE(blocks.size(), 3);
    QCOMPARE(blocks[0].html, u"<ol><li>Run</li></ol>"_s);
    QCOMPARE(blocks[1].kind, Kind::Code);
    QCOMPARE(blocks[1].plainText, u"make"_s);
    QCOMPARE(blocks[1].language, u"sh"_s);
    QCOMPARE(blocks[1].level, 1);
    QCOMPARE(blocks[2].html, u"<ol start=\"2\"><li>Done</li></ol>"_s);
}

void BlocksTest::textAfterCodeInsideListKeepsItsPlace() {
    const QList<Block> blocks = parse(u"- a\n  - b\n    ```\n    x\n    ```\n    after\n  - c\n- d"_s);
    QCOMPARE(blocks.size(), 4);
    QCOMPARE(blocks[0].html, u"<ul><li>a<ul><li>b</li></ul></li></ul>"_s);
    QCOMPARE(blocks[1].plainText, u"x"_s);
    QCOMPARE(blocks[1].level, 2);
    QCOMPARE(blocks[2].kind, Kind::Paragraph);
    QCOMPARE(blocks[2].html, u"after"_s);
    QCOMPARE(blocks[2].level, 2);
    QCOMPARE(blocks[3].html, u"<ul><ul><li>c</li></ul><li>d</li></ul>"_s);
}

void BlocksTest::taskList() {
    const QList<Block> blocks = parse(u"- [x] a\n- [ ] b"_s);
    QCOMPARE(blocks.size(), 1);
    QCOMPARE(blocks[0].html, u"<ul><li class=\"checked\">a</li><li class=\"unchecked\">b</li></ul>"_s);
    QCOMPARE(blocks[0].plainText, u"- [x] a\n- [ ] b"_s);
    const QList<Block> mixed = parse(u"1. [x] a\n   - [ ] b\n   - c\n2. d"_s);
    QCOMPARE(mixed[0].html,
             u"<ol><li class=\"checked\">a<ul><li class=\"unchecked\">b</li><li>c</li></ul></li>"
             "<li>d</li></ol>"_s);
    QCOMPARE(mixed[0].plainText, u"1. [x] a\n  - [ ] b\n  - c\n2. d"_s);
    const QList<Block> quoted = parse(u"> - [x] a"_s);
    QCOMPARE(quoted[0].html, u"<ul><li class=\"checked\">a</li></ul>"_s);
    // Else the inner item would take the outer one's place.
    const QList<Block> wordless = parse(u"- [ ]\n  - a"_s);
    QCOMPARE(wordless[0].html, u"<ul><li class=\"unchecked\">&#xa0;<ul><li>a</li></ul></li></ul>"_s);
}

void BlocksTest::tableCellsAndAlignment() {
    const QList<Block> blocks =
        parse(u"| Name | Size | Note |\n|:--|---|:-:|\n| *a* | 1.5 | <b> |\n| b | 20 % |\n| c | 7 | x | too many |"_s);
    QCOMPARE(blocks.size(), 1);
    const Block& table = blocks[0];
    QCOMPARE(table.kind, Kind::Table);
    QCOMPARE(table.tableHeader, (QStringList{u"Name"_s, u"Size"_s, u"Note"_s}));
    QCOMPARE(table.tableRows.size(), 3);
    QCOMPARE(table.tableRows[0], (QStringList{u"<i>a</i>"_s, u"1.5"_s, u"&lt;b&gt;"_s}));
    QCOMPARE(table.tableRows[1], (QStringList{u"b"_s, u"20 %"_s, QString()}));
    QCOMPARE(table.tableRows[2].size(), 3);
    QCOMPARE(table.tableAlignments, (QStringList{u"left"_s, u"right"_s, u"center"_s}));
    QVERIFY(table.plainText.startsWith(u"Name\tSize\tNote\na\t1.5\t<b>"_s));
}

void BlocksTest::quoteHoldsBlocks() {
    const QList<Block> blocks = parse(u"> one\n>\n> - two\n>\n> ```\n> <three>\n> ```\nlazy\n\nout"_s);
    QCOMPARE(blocks[0].kind, Kind::Quote);
    QCOMPARE(blocks[0].html, u"one<ul><li>two</li></ul><pre>&lt;three&gt;</pre>"_s);
    QCOMPARE(blocks.last().plainText, u"out"_s);
}

void BlocksTest::definitionsStayVisible() {
    const QList<Block> blocks = parse(u"See [1].\n\n[1]: https://qt.io/a\n\n- [^2]: note"_s);
    QCOMPARE(blocks.size(), 3);
    QCOMPARE(blocks[0].plainText, u"See [1]."_s);
    QCOMPARE(blocks[1].plainText, u"[1]: https://qt.io/a"_s);
    QCOMPARE(blocks[2].plainText, u"- [^2]: note"_s);
}

void BlocksTest::tightNeighbours() {
    // As models write it: no blank lines between different blocks.
    const QList<Block> blocks = parse(u"Steps:\n- a\n- b\n```sh\nls\n```\n## Then\nmore\n> q\n| A |\n"_s);
    QList<Kind> kinds;
    for (const Block& block : blocks)
        kinds.append(block.kind);
    const QList<Kind> expected{Kind::Paragraph, Kind::List, Kind::Code, Kind::Heading, Kind::Paragraph, Kind::Quote};
    QCOMPARE(kinds, expected);
}

QTEST_GUILESS_MAIN(BlocksTest)
#include "tst_blocks.moc"
