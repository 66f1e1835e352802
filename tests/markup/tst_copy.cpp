#include <QTest>

#include "app/markup/shown_text.h"
#include "app/markup/streaming_parser.h"
#include "app/markup/table_text.h"
#include "tests/markup/random_markdown.h"

using namespace lanternfish::markup;
using namespace Qt::StringLiterals;
using Kind = Block::Kind;

/// What is selected and copied of blocks.
class CopyTest : public QObject {
    Q_OBJECT

private slots:
    void shownTextIsThePlainText();
    void markdownComesBack_data();
    void markdownComesBack();
    void partsOfLists();
    void partsOfTaskLists();
    void everyPartIsPartOfTheWhole();
    void csv();
    void csvRunsNothing_data();
    void csvRunsNothing();
    void tableAsMarkdown();
    void offsetsPointAtCells();
};

void CopyTest::shownTextIsThePlainText() {
    QRandomGenerator random(3);
    int compared = 0;
    for (int i = 0; i < 200; ++i) {
        for (const Block& block : parse(randomMarkdown(random, 12))) {
            if (block.kind != Kind::Paragraph && block.kind != Kind::Heading)
                continue;
            QCOMPARE(shownText(block.html), block.plainText);
            ++compared;
        }
    }
    QVERIFY(compared > 200);
}

void CopyTest::markdownComesBack_data() {
    QTest::addColumn<QString>("markdown");
    for (const char* each :
         {"plain words", "a **bold** word, ***both*** and ~~gone~~", "call `a<b>(\"x\")` or ``a`b``",
          "[docs](https://qt.io/a?b=1&c=2) and <https://qt.io/x>", "2 \\* 3 \\_is\\_ \\[six\\] \\<b>",
          "- one\n- two\n  - three\n    - four\n- five", "3. three\n4. four\n   - inner",
          "- [x] done\n- [ ] open\n- plain", "1. [ ] open\n    - [x] done\n2. plain", "one\ntwo"})
        QTest::newRow(each) << QString::fromUtf8(each);
}

void CopyTest::markdownComesBack() {
    QFETCH(QString, markdown);
    const QList<Block> blocks = parse(markdown);
    QCOMPARE(blocks.size(), 1);
    const QString again = copiedText(blocks[0].html, 0, blocks[0].html.size(), CopyFormat::Markdown);
    QCOMPARE(parse(again).size(), 1);
    QCOMPARE(parse(again).first().html, blocks.first().html);
}

void CopyTest::partsOfLists() {
    const Block list = parse(u"1. one\n2. two\n   - inner **bold**\n3. three"_s).first();
    const QString shown = shownText(list.html);
    QCOMPARE(shown, u"one\ntwo\ninner bold\nthree"_s);
    const auto copied = [&](const QString& from, const QString& to, CopyFormat format) {
        return copiedText(list.html, shown.indexOf(from), shown.indexOf(to) + to.size(), format);
    };
    QCOMPARE(copied(u"ne"_s, u"tw"_s, CopyFormat::Plain), u"ne\n2. tw"_s);
    QCOMPARE(copied(u"two"_s, u"bold"_s, CopyFormat::Plain), u"2. two\n  - inner bold"_s);
    QCOMPARE(copied(u"two"_s, u"bo"_s, CopyFormat::Markdown), u"2. two\n    - inner **bo**"_s);
    QCOMPARE(copied(u"old"_s, u"thr"_s, CopyFormat::Markdown), u"**old**\n3. thr"_s);
    QCOMPARE(copiedText(list.html, 3, 3, CopyFormat::Plain), QString());
    QCOMPARE(copiedText(list.html, 99, 120, CopyFormat::Plain), QString());
}

void CopyTest::partsOfTaskLists() {
    const Block list = parse(u"- [x] one\n- two\n  1. [ ] inner"_s).first();
    const QString shown = shownText(list.html);
    QCOMPARE(shown, u"one\ntwo\ninner"_s);
    QCOMPARE(copiedText(list.html, 0, 2, CopyFormat::Plain), u"- [x] on"_s);
    QCOMPARE(copiedText(list.html, 1, shown.size(), CopyFormat::Plain), u"ne\n- two\n  1. [ ] inner"_s);
    QCOMPARE(copiedText(list.html, 0, shown.size(), CopyFormat::Markdown), u"- [x] one\n- two\n    1. [ ] inner"_s);
}

void CopyTest::everyPartIsPartOfTheWhole() {
    QRandomGenerator random(11);
    for (int i = 0; i < 60; ++i) {
        for (const Block& block : parse(randomMarkdown(random, 12))) {
            if (block.html.isEmpty())
                continue;
            const QString shown = shownText(block.html);
            const auto from = static_cast<qsizetype>(random.bounded(shown.size() + 1));
            const auto to = from + static_cast<qsizetype>(random.bounded(shown.size() - from + 1));
            // Without markers and indentation, the copy is what was shown there.
            QStringList expected = shown.sliced(from, to - from).split(u'\n');
            const QStringList lines = copiedText(block.html, from, to, CopyFormat::Plain).split(u'\n');
            QCOMPARE(lines.size(), expected.size());
            for (qsizetype line = 0; line < lines.size(); ++line) {
                if (expected[line].isEmpty())
                    continue;
                QVERIFY2(lines[line].endsWith(expected[line]),
                         qPrintable('"' + lines[line] + "\" shows \"" + expected[line] + "\" of " + block.html));
            }
        }
    }
}

void CopyTest::csv() {
    const Block table =
        parse(u"| Name | What, exactly |\n|---|---|\n| **a** `b` | says \"yes\" |\n| -4.5 | x |\n| only |  |"_s)
            .first();
    QCOMPARE(tableCsv(table), u"Name,\"What, exactly\"\r\na b,\"says \"\"yes\"\"\"\r\n-4.5,x\r\nonly,\r\n"_s);
}

void CopyTest::csvRunsNothing_data() {
    QTest::addColumn<QString>("cell");
    QTest::addColumn<QString>("csv");
    QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
    QTest::newRow("at") << u"@SUM(A1)"_s << u"'@SUM(A1)"_s;
    QTest::newRow("plus") << u"+cmd"_s << u"'+cmd"_s;
    QTest::newRow("minus") << u"-2+3"_s << u"'-2+3"_s;
    QTest::newRow("quoted") << u"=HYPERLINK(\"x\",\"y\")"_s << u"\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""_s;
    QTest::newRow("negative number") << u"-2.5"_s << u"-2.5"_s;
    QTest::newRow("signed number") << u"+7"_s << u"+7"_s;
    QTest::newRow("dash") << u"-"_s << u"-"_s;
}

void CopyTest::csvRunsNothing() {
    QFETCH(QString, cell);
    Block table{.kind = Kind::Table, .plainText = cell};
    table.tableHeader = {cell};
    QTEST(tableCsv(table).chopped(2), "csv");
}

void CopyTest::tableAsMarkdown() {
    const QString markdown =
        u"| Name  | n   | c   |\n| ----- | --: | :-: |\n| **a** | 1   | x   |\n| b\\|c  | 22  |     |"_s;
    const Block table = parse(markdown).first();
    QCOMPARE(tableMarkdown(table), markdown);
    QCOMPARE(parse(tableMarkdown(table)).first(), table);
}

void CopyTest::offsetsPointAtCells() {
    const Block table = parse(u"| a | bb |\n|---|---|\n| c\td | **e** |\n| f |"_s).first();
    const QList<QList<int>> offsets = tableOffsets(table);
    QCOMPARE(offsets.size(), 3);
    QCOMPARE(table.plainText, u"a\tbb\nc d\te\nf\t"_s);
    QCOMPARE(offsets, (QList<QList<int>>{{0, 2}, {5, 9}, {11, 13}}));
}

QTEST_MAIN(CopyTest)
#include "tst_copy.moc"
