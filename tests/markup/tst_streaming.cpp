#include <QRandomGenerator>
#include <QTest>

#include "app/markup/line_cut.h"
#include "app/markup/streaming_parser.h"
#include "tests/markup/random_markdown.h"

using namespace lanternfish::markup;
using namespace Qt::StringLiterals;

namespace {

constexpr int kTokenSize = 4;

/// As the window shows it: long paragraphs in parts.
QList<Block> streamed(const QString& text) {
    StreamingParser parser;
    parser.append(text);
    return parser.blocks();
}

qint64 charactersParsed(const QString& text, int pieceSize) {
    StreamingParser parser;
    for (qsizetype at = 0; at < text.size(); at += pieceSize)
        parser.append(QStringView(text).sliced(at, qMin<qsizetype>(pieceSize, text.size() - at)));
    return parser.parsedCharacters();
}

/// An answer as models write it: headings, paragraphs, lists, code, a table.
QString ordinaryAnswer(qsizetype size) {
    const QString part =
        u"## A heading\n\nA paragraph of *ordinary* length that says something about `this` and that, in three or four "
        "lines of text as they come.\n\n- first point, with a few words\n- second point\n- third point\n\n```cpp\n"_s +
        u"int main() { return 0; }\n"_s.repeated(20) + u"```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"_s;
    return part.repeated(size / part.size() + 1).first(size);
}

}  // namespace

class StreamingTest : public QObject {
    Q_OBJECT

private slots:
    void equalsWholeParse();
    void stableBlocksNeverChange();
    void cutInsideSurrogatesAndLineEnds();
    void longAnswerIsLinear_data();
    void longAnswerIsLinear();
    void longCodeIsNotParsedAgain();
    void longParagraphIsCutAtSpaces();
    void longParagraphIsCutOutsideOfMarkup();
    void longParagraphOfLinesIsCutBetweenThem();
    void cutsOfLines_data();
    void cutsOfLines();
    void longTableRepeatsItsHead();
    void longCodeInsideListStaysCode();
    void closingFenceDoesNotFlash();
};

void StreamingTest::equalsWholeParse() {
    QRandomGenerator random(20260603);
    for (int round = 0; round < 600; ++round) {
        const QString text = randomMarkdown(random, 1 + random.bounded(40));
        const QList<Block> whole = parse(text);
        StreamingParser parser;
        const int longest = 1 + random.bounded(30);
        for (qsizetype at = 0; at < text.size();) {
            const qsizetype size = qMin<qsizetype>(1 + random.bounded(longest), text.size() - at);
            parser.append(QStringView(text).sliced(at, size));
            at += size;
        }
        if (parser.blocks() != whole) {
            qWarning().noquote() << "round" << round << "text:\n" << text;
            QCOMPARE(parser.blocks().size(), whole.size());
            for (qsizetype i = 0; i < whole.size(); ++i) {
                QCOMPARE(parser.blocks()[i].html, whole[i].html);
                QCOMPARE(parser.blocks()[i].plainText, whole[i].plainText);
            }
            QFAIL("blocks differ");
        }
    }
}

void StreamingTest::stableBlocksNeverChange() {
    QRandomGenerator random(7);
    for (int round = 0; round < 100; ++round) {
        const QString text = randomMarkdown(random, 30);
        StreamingParser parser;
        for (qsizetype at = 0; at < text.size(); ++at) {
            const QList<Block> before = parser.blocks().first(parser.stableCount());
            const qsizetype changed = parser.append(QStringView(text).sliced(at, 1));
            QCOMPARE(changed, before.size());
            QCOMPARE_GE(parser.stableCount(), before.size());
            QVERIFY(parser.blocks().first(before.size()) == before);
        }
    }
}

void StreamingTest::cutInsideSurrogatesAndLineEnds() {
    const QString text = u"\U0001f41f\r\n\r\n- a\r\n- \U0001f41f\r\n"_s;
    StreamingParser parser;
    for (const QChar c : text)
        parser.append(QStringView(&c, 1));
    QVERIFY(parser.blocks() == parse(text));
    QCOMPARE(parser.blocks()[0].plainText, u"\U0001f41f"_s);
    QCOMPARE(parser.blocks()[1].plainText, u"- a\n- \U0001f41f"_s);
}

void StreamingTest::longAnswerIsLinear_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("pieceSize");
    const qsizetype size = 200'000;
    // The count shows the same in larger pieces, which keeps the worst cases short.
    constexpr int kPieceSize = 512;
    QTest::newRow("ordinary") << ordinaryAnswer(size) << kTokenSize;
    QTest::newRow("one paragraph") << u"word "_s.repeated(size / 5) << kPieceSize;
    QTest::newRow("one line without spaces") << u"x"_s.repeated(size) << kPieceSize;
    QTest::newRow("one list") << u"- a point of some length\n"_s.repeated(size / 25) << kPieceSize;
    QTest::newRow("one item") << u"- a\n"_s + u"  more of it\n"_s.repeated(size / 13) << kPieceSize;
    QTest::newRow("one quote") << u"> a line of it\n"_s.repeated(size / 15) << kPieceSize;
    QTest::newRow("one table") << u"| a | b |\n|---|---|\n"_s + u"| 12 | 34 |\n"_s.repeated(size / 12) << kPieceSize;
    QTest::newRow("nested code") << u"- a\n  ```\n"_s + u"  x = 1\n"_s.repeated(size / 8) << kPieceSize;
    QTest::newRow("definitions") << u"[a]: b\n"_s.repeated(size / 7) << kPieceSize;
}

void StreamingTest::longAnswerIsLinear() {
    QFETCH(QString, text);
    QFETCH(int, pieceSize);
    // What is parsed again with each piece is at most the open chunk, the line it is cut at, and a repeated table head.
    constexpr qint64 kMostPerPiece = ChunkScanner::kLongestChunk + 2 * ChunkScanner::kLongestLine + 64;
    const qint64 pieces = text.size() / pieceSize + 1;
    const qint64 whole = charactersParsed(text, pieceSize);
    QCOMPARE_LE(whole, pieces * kMostPerPiece);
    // Linear: half the text takes about half the work. A tenth is left for where the last chunk happens to end.
    const qint64 half = charactersParsed(text.first(text.size() / 2), pieceSize);
    QCOMPARE_LE(whole, half * 2 + half / 5);
}

void StreamingTest::longCodeIsNotParsedAgain() {
    const QString text = u"```py\n"_s + u"print(1)\n"_s.repeated(20'000);
    QCOMPARE_LE(charactersParsed(text, kTokenSize), 64);
}

void StreamingTest::longParagraphIsCutAtSpaces() {
    const QString text = u"word "_s.repeated(10'000).trimmed();
    const QList<Block> blocks = streamed(text);
    QCOMPARE_GT(blocks.size(), 1);
    QStringList parts;
    for (const Block& block : blocks) {
        QCOMPARE_LE(block.plainText.size(), ChunkScanner::kLongestText + ChunkScanner::kLongestLine);
        parts.append(block.plainText.trimmed());
    }
    QCOMPARE(parts.join(u' '), text);
    const QList<Block> whole = parse(text);
    QCOMPARE(whole.size(), 1);
    QCOMPARE(whole[0].plainText, text);
    QCOMPARE(whole[0].html, text);
}

void StreamingTest::longParagraphIsCutOutsideOfMarkup() {
    QString text;
    QString plain;
    for (int i = 0; text.size() < 20'000; ++i) {
        text +=
            u"Number %1 is **bold. It goes on** and [a link. Here](https://qt.io/a) with `code. More` too. "_s.arg(i);
        plain += u"Number %1 is bold. It goes on and a link. Here (https://qt.io/a) with code. More too. "_s.arg(i);
    }
    const QList<Block> blocks = streamed(text);
    QCOMPARE_GT(blocks.size(), 5);
    QString joined;
    for (const Block& block : blocks) {
        QCOMPARE(block.kind, Block::Kind::Paragraph);
        QCOMPARE(block.joint.has_value(), !joined.isEmpty());
        QVERIFY2(block.plainText.endsWith(u"too."_s), qPrintable(block.plainText.right(40)));
        joined += block.joint.value_or(QString()) + block.plainText;
    }
    QCOMPARE(joined, plain.trimmed());
}

void StreamingTest::longParagraphOfLinesIsCutBetweenThem() {
    const QString text = u"A line of words\n"_s.repeated(500).trimmed();
    const QList<Block> blocks = streamed(text + u"\n\nAnother"_s);
    QCOMPARE_GT(blocks.size(), 3);
    QString joined;
    for (const Block& block : blocks.first(blocks.size() - 1)) {
        QCOMPARE(block.joint.has_value(), !joined.isEmpty());
        joined += block.joint.value_or(QString()) + block.plainText;
    }
    QCOMPARE(joined, text);
    QVERIFY(!blocks.last().joint);
}

void StreamingTest::cutsOfLines_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<qsizetype>("cut");
    // 40 characters at most: the place looked for lies from 20 on.
    QTest::newRow("a sentence") << u"It was so. Then it was not. Nobody knows about it."_s << qsizetype{28};
    QTest::newRow("a word") << u"It was so and then it was not so and nobody"_s << qsizetype{37};
    QTest::newRow("no list") << u"It was so and then it is 5. This - that is so"_s << qsizetype{28};
    QTest::newRow("no emphasis") << u"It was so, then it was in **fact so. Nobody knows** it"_s << qsizetype{23};
    QTest::newRow("no struck text") << u"It was so, then it was in ~~fact so. Nobody knows~~ it"_s << qsizetype{23};
    QTest::newRow("no code") << u"It was so, then it was in `fact so. Nobody * knows` it"_s << qsizetype{23};
    QTest::newRow("no link") << u"It was so, then it was in [fact so. Nobody](knows) it"_s << qsizetype{23};
    QTest::newRow("no target") << u"It was so, then it was in [it](was not. Nobody knows it)"_s << qsizetype{23};
    QTest::newRow("escaped marks") << u"It was \\*so. Then it was not. Nobody knows about it"_s << qsizetype{30};
    QTest::newRow("markup that never ends") << u"It was **so. Then it was not. Nobody knows about"_s << qsizetype{37};
    QTest::newRow("no spaces") << u"x"_s.repeated(60) << qsizetype{40};
    QTest::newRow("no half character") << u"x"_s + u"\U0001f41f"_s.repeated(30) << qsizetype{39};
    QTest::newRow("Chinese") << u"\u4e2d\u6587\u3002"_s.repeated(20) << qsizetype{39};
}

void StreamingTest::cutsOfLines() {
    QFETCH(QString, line);
    QFETCH(qsizetype, cut);
    QCOMPARE(lineCut(line, 40), cut);
    QCOMPARE(lineCut(QString(line.first(40) + u"anything else. Or"_s), 40), cut);
}

void StreamingTest::longTableRepeatsItsHead() {
    const int rows = 3000;
    QString text = u"| n | twice |\n|---|---|\n"_s;
    for (int i = 0; i < rows; ++i)
        text += u"| %1 | %2 |\n"_s.arg(i).arg(2 * i);
    int next = 0;
    for (const Block& block : parse(text)) {
        QCOMPARE(block.kind, Block::Kind::Table);
        QCOMPARE(block.tableHeader, (QStringList{u"n"_s, u"twice"_s}));
        for (const QStringList& row : block.tableRows)
            QCOMPARE(row[0], QString::number(next++));
    }
    QCOMPARE(next, rows);
}

void StreamingTest::longCodeInsideListStaysCode() {
    QString text = u"1. Write\n   ```py\n"_s;
    QString code;
    for (int i = 0; i < 2000; ++i) {
        text += u"   # line %1\n"_s.arg(i);
        code += u"# line %1\n"_s.arg(i);
    }
    text += u"   ```\n2. Run"_s;
    QString found;
    for (const Block& block : parse(text)) {
        if (block.kind == Block::Kind::Code) {
            QCOMPARE(block.language, u"py"_s);
            found += block.plainText + u'\n';
        } else {
            QCOMPARE(block.kind, Block::Kind::List);
        }
    }
    QCOMPARE(found, code);
    QCOMPARE(parse(text).last().html, u"<ol start=\"2\"><li>Run</li></ol>"_s);
}

void StreamingTest::closingFenceDoesNotFlash() {
    StreamingParser parser;
    parser.append(u"```\ncode\n");
    for (const QStringView piece : {u"`", u"`", u"`"}) {
        parser.append(piece);
        QCOMPARE(parser.blocks().size(), 1);
        QCOMPARE(parser.blocks()[0].plainText, u"code"_s);
    }
}

QTEST_GUILESS_MAIN(StreamingTest)
#include "tst_streaming.moc"
