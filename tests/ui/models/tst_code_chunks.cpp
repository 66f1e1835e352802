#include <QAbstractItemModelTester>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQmlExtensionPlugin>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include "ui/models/code_chunks.h"

Q_IMPORT_QML_PLUGIN(Lanternfish_ModelsPlugin)

using namespace lanternfish;
using namespace Qt::StringLiterals;
using ui::CodeChunks;

namespace {

QString lineOf(int number) {
    return u"line %1"_s.arg(number);
}

QString program(int lines) {
    QStringList all;
    for (int i = 0; i < lines; ++i)
        all.append(lineOf(i));
    return all.join(u'\n');
}

/// The rows put together, beginning with a line.
QString shown(const CodeChunks& chunks) {
    QStringList parts;
    for (int row = 0; row < chunks.rowCount(); ++row)
        parts.append(chunks.index(row).data(CodeChunks::Code).toString());
    return parts.join(u'\n');
}

}  // namespace

class CodeChunksTest : public QObject {
    Q_OBJECT

private slots:
    void rowsAreWhatIsShown();
    void growsAtItsEnd();
    void anyTextAndWindow();
    void placesOfLines();
    void startsWhereTheCodeAboveEnds();
};

void CodeChunksTest::rowsAreWhatIsShown() {
    CodeChunks chunks;
    const QAbstractItemModelTester tester(&chunks);
    QCOMPARE(chunks.lineCount(), 1);
    chunks.setText(program(1000));
    QCOMPARE(shown(chunks).section(u'\n', 0, 0), lineOf(0));
    QCOMPARE(chunks.lineCount(), 1000);
    QCOMPARE(chunks.longestLine(), lineOf(999).size());
    constexpr int kLines = CodeChunks::kLines;
    chunks.setShownLines({kLines + 1, 3 * kLines - 1});
    QCOMPARE(chunks.rowCount(), 2);
    QCOMPARE(chunks.index(0).data(CodeChunks::Line), kLines);
    QCOMPARE(chunks.index(0).data(CodeChunks::Offset), chunks.text().indexOf(lineOf(kLines)));
    QVERIFY(shown(chunks).startsWith(lineOf(kLines)));
    QVERIFY(shown(chunks).endsWith(lineOf(3 * kLines - 1)));
    // Those that stay in view stay as they are.
    const QPersistentModelIndex stays = chunks.index(1);
    QSignalSpy resets(&chunks, &QAbstractItemModel::modelReset);
    chunks.setShownLines({2 * kLines + 1, 6 * kLines});
    QVERIFY(stays.isValid());
    QCOMPARE(stays.row(), 0);
    chunks.setShownLines({-500, -200});
    QCOMPARE(chunks.rowCount(), 1);
    // Nor are new ones made where others can be had.
    const QPersistentModelIndex nearest = chunks.index(0);
    QCOMPARE(nearest.data(CodeChunks::Line), 0);
    chunks.setShownLines({990, 5000});
    QCOMPARE(shown(chunks).section(u'\n', -1), lineOf(999));
    QVERIFY(nearest.isValid());
    QCOMPARE(nearest.data(CodeChunks::Line), 990 / kLines * kLines);
    chunks.setText(u"another"_s);
    QVERIFY(nearest.isValid());
    QCOMPARE(shown(chunks), u"another"_s);
    QCOMPARE(resets.count(), 0);
}

void CodeChunksTest::growsAtItsEnd() {
    CodeChunks chunks;
    const QAbstractItemModelTester tester(&chunks);
    const QString text = program(200);
    chunks.setShownLines({0, 1000});
    chunks.setText(text.first(20));
    QSignalSpy changes(&chunks, &QAbstractItemModel::dataChanged);
    QSignalSpy resets(&chunks, &QAbstractItemModel::modelReset);
    for (qsizetype size = 21; size <= text.size(); ++size) {
        const int before = chunks.rowCount();
        changes.clear();
        chunks.setText(text.first(size));
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes[0][0].toModelIndex().row(), before - 1);
        QCOMPARE(changes[0][1].toModelIndex().row(), before - 1);
        QCOMPARE(shown(chunks), text.first(size));
    }
    QCOMPARE(resets.count(), 0);
    QCOMPARE(chunks.rowCount(), (200 + CodeChunks::kLines - 1) / CodeChunks::kLines);
}

void CodeChunksTest::anyTextAndWindow() {
    QRandomGenerator random(11);
    CodeChunks chunks;
    const QAbstractItemModelTester tester(&chunks);
    QString text;
    for (int i = 0; i < 2000; ++i) {
        if (random.bounded(20) == 0)
            text = program(random.bounded(300));
        else
            text += program(random.bounded(12)) + (random.bounded(2) == 0 ? u"\n"_s : QString());
        chunks.setText(text);
        const int from = random.bounded(-100, 700);
        const int to = from + random.bounded(200);
        chunks.setShownLines(QPointF(from, to));
        const QStringList lines = text.split(u'\n');
        QCOMPARE(chunks.lineCount(), lines.size());
        constexpr int kLines = CodeChunks::kLines;
        const auto chunkFloor = [](int line) { return std::max(0, line) / kLines * kLines; };
        const int last = static_cast<int>(lines.size()) - 1;
        const int first = std::min(chunkFloor(last), chunkFloor(from));
        const int end = std::min(last + 1, std::max(first + kLines, chunkFloor(to + kLines - 1)));
        QCOMPARE(shown(chunks), lines.sliced(first, end - first).join(u'\n'));
    }
}

void CodeChunksTest::placesOfLines() {
    CodeChunks chunks;
    const QString text = u"\n"_s + program(100) + u"\n\n"_s;
    chunks.setText(text);
    chunks.setShownLines({0, 40});
    int line = 0;
    int begin = 0;
    for (int at = 0; at <= text.size(); ++at) {
        QCOMPARE(chunks.lineAt(at), line);
        QCOMPARE(chunks.lineBegin(line), begin);
        if (at < text.size() && text[at] == u'\n') {
            ++line;
            begin = at + 1;
        }
    }
    QCOMPARE(line, chunks.lineCount() - 1);
    QCOMPARE(chunks.lineAt(-1), 0);
    QCOMPARE(chunks.lineAt(100'000), line);
    QCOMPARE(chunks.lineBegin(-1), 0);
    QCOMPARE(chunks.lineBegin(100'000), text.size());
    QCOMPARE(chunks.rowOf(-1), -1);
    chunks.setShownLines({0, 2 * CodeChunks::kLines});
    QCOMPARE(chunks.rowOf(CodeChunks::kLines - 1), 0);
    QCOMPARE(chunks.rowOf(CodeChunks::kLines), 1);
    QCOMPARE(chunks.rowOf(2 * CodeChunks::kLines), -1);
}

void CodeChunksTest::startsWhereTheCodeAboveEnds() {
    using KSyntaxHighlighting::State;
    QQmlEngine engine;
    QQmlComponent component(&engine);
    component.setData("import Lanternfish.Models\nCodeChunks {}", QUrl());
    const std::unique_ptr<QObject> root(component.create());
    auto* const chunks = qobject_cast<CodeChunks*>(root.get());
    QVERIFY2(chunks, qPrintable(component.errorString()));
    const auto start = [&](int row) { return chunks->index(row).data(CodeChunks::Start).value<State>(); };
    const QString lines = u"int a;\n"_s.repeated(40);
    chunks->setText(lines + u"/* from here\n"_s + lines + u"to here */\n"_s + lines);
    chunks->setShownLines({0, 1000});
    // The last chunk that begins before the comment, the first in it, the first after it.
    constexpr int kBefore = 40 / CodeChunks::kLines;
    constexpr int kInside = kBefore + 1;
    constexpr int kAfter = 81 / CodeChunks::kLines + 1;
    QCOMPARE(chunks->rowCount(), (chunks->lineCount() + CodeChunks::kLines - 1) / CodeChunks::kLines);
    QVERIFY(start(kInside) == State());
    QSignalSpy changes(chunks, &QAbstractItemModel::dataChanged);
    chunks->setDefinition(u"C++"_s);
    QCOMPARE(changes.count(), 1);
    QVERIFY(start(kBefore) != start(kInside));
    QVERIFY(start(kBefore) == start(kAfter));
    // What is not shown counts too, and an answer that grows finds its comment again.
    chunks->setShownLines({70, 80});
    const State inside = start(0);
    chunks->setText(chunks->text() + lines);
    QVERIFY(start(0) == inside);
    chunks->setText(lines + lines);
    QVERIFY(start(0) != inside);
}

QTEST_MAIN(CodeChunksTest)
#include "tst_code_chunks.moc"
