#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include "app/markup/table_text.h"
#include "ui/models/message_block_model.h"
#include "ui/models/table_cells.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;
using store::Status;
using ui::MessageBlockModel;
using ui::TableCells;

namespace {

const QString kTable =
    u"| Name | Size | What |\n|---|--:|:-:|\n| `push` | 12 | waits *long* |\n| pop |  |  |\n| a | b | c |\n"_s;

store::Message answer(store::MessageId id, const QString& text) {
    store::Message message;
    message.id = id;
    message.role = store::Role::Assistant;
    message.status = Status::Streaming;
    message.text = text;
    return message;
}

markup::Block tableOf(const MessageBlockModel& blocks) {
    return blocks.index(blocks.rowCount() - 1).data(MessageBlockModel::Table).value<markup::Block>();
}

/// What of the cells is shown, as "line,column html".
QStringList shown(const TableCells& cells) {
    QStringList all;
    for (int i = 0; i < cells.rowCount(); ++i) {
        const QModelIndex at = cells.index(i);
        if (at.data(TableCells::Shown).toBool())
            all.append(u"%1,%2 %3"_s.arg(at.data(TableCells::Line).toInt())
                           .arg(at.data(TableCells::Column).toInt())
                           .arg(at.data(TableCells::Html).toString()));
    }
    return all;
}

}  // namespace

class TableCellsTest : public QObject {
    Q_OBJECT

private slots:
    void holdsTheCellsOfATable();
    void growsAtItsEnd();
    void placesItsLines();
    void findsCells();
    void viewsAreUsedAgain();
};

void TableCellsTest::holdsTheCellsOfATable() {
    MessageBlockModel blocks;
    TableCells cells;
    const QAbstractItemModelTester tester(&cells);
    cells.setBlocks(&blocks);
    cells.setRow(0);
    QCOMPARE(cells.rowCount(), 0);
    blocks.setMessages({answer(1, kTable)});
    cells.setRow(-1);
    cells.setRow(0);
    QCOMPARE(shown(cells),
             (QStringList{u"0,0 <b>Name</b>"_s, u"0,1 <b>Size</b>"_s, u"0,2 <b>What</b>"_s, u"1,0 <code>push</code>"_s,
                          u"1,1 12"_s, u"1,2 waits <i>long</i>"_s, u"2,0 pop"_s, u"3,0 a"_s, u"3,1 b"_s, u"3,2 c"_s}));
    QCOMPARE(cells.lineCount(), 4);
    QCOMPARE(cells.columnCount(), 3);
    QCOMPARE(cells.alignments(), (QList<int>{Qt::AlignLeft, Qt::AlignRight, Qt::AlignHCenter}));
    const QList<QList<int>> offsets = markup::tableOffsets(tableOf(blocks));
    for (int i = 0; i < cells.rowCount(); ++i) {
        const QModelIndex at = cells.index(i);
        QCOMPARE(at.data(TableCells::Offset).toInt(),
                 offsets[at.data(TableCells::Line).toInt()][at.data(TableCells::Column).toInt()]);
    }
}

void TableCellsTest::growsAtItsEnd() {
    MessageBlockModel blocks;
    const qsizetype begin = kTable.indexOf(u'\n', kTable.indexOf(u'\n') + 1);
    blocks.setMessages({answer(1, kTable.first(begin))});
    TableCells growing;
    const QAbstractItemModelTester tester(&growing);
    growing.setBlocks(&blocks);
    growing.setRow(0);
    QSignalSpy removed(&growing, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changes(&growing, &QAbstractItemModel::dataChanged);
    for (qsizetype size = begin + 1; size <= kTable.size(); ++size) {
        changes.clear();
        const int before = growing.rowCount();
        blocks.updateMessage(answer(1, kTable.first(size)));
        TableCells anew;
        anew.setBlocks(&blocks);
        anew.setRow(0);
        QCOMPARE(shown(growing), shown(anew));
        for (const QList<QVariant>& change : changes)
            QVERIFY(change[0].toModelIndex().row() >= before - 1);
    }
    QCOMPARE(growing.lineCount(), 4);
    QCOMPARE(removed.count(), 0);
}

void TableCellsTest::placesItsLines() {
    MessageBlockModel blocks;
    blocks.setMessages({answer(1, kTable)});
    TableCells cells;
    cells.setBlocks(&blocks);
    cells.setRow(0);
    for (int i = 0; i < cells.rowCount(); ++i)
        cells.setHeight(i, 20);
    QCOMPARE(cells.height(), 80);
    QCOMPARE(cells.headerHeight(), 20);
    // A line is as high as its highest cell, and those below make room.
    QSignalSpy changes(&cells, &QAbstractItemModel::dataChanged);
    cells.setHeight(4, 50);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes[0][0].toModelIndex().row(), 6);
    QCOMPARE(cells.index(3).data(TableCells::Top).toReal(), 20);
    QCOMPARE(cells.index(6).data(TableCells::Top).toReal(), 70);
    QCOMPARE(cells.index(9).data(TableCells::Top).toReal(), 90);
    QCOMPARE(cells.height(), 110);
    changes.clear();
    cells.setHeight(5, 50);
    QCOMPARE(changes.count(), 0);
    cells.setHeight(-1, 9);
    cells.setHeight(10, 9);
    QCOMPARE(cells.height(), 110);
}

void TableCellsTest::findsCells() {
    MessageBlockModel blocks;
    blocks.setMessages({answer(1, kTable)});
    TableCells cells;
    QCOMPARE(cells.lineAt(5), 0);
    QCOMPARE(cells.cellAt(0, 0), -1);
    QCOMPARE(cells.cellOf(0), -1);
    cells.setBlocks(&blocks);
    cells.setRow(0);
    for (int i = 0; i < cells.rowCount(); ++i)
        cells.setHeight(i, 20);
    QCOMPARE(cells.lineAt(-5), 0);
    QCOMPARE(cells.lineAt(19), 0);
    QCOMPARE(cells.lineAt(20), 1);
    QCOMPARE(cells.lineAt(500), 3);
    QCOMPARE(cells.cellAt(1, 2), 5);
    QCOMPARE(cells.cellAt(2, 2), 6);
    QCOMPARE(cells.cellAt(7, 0), -1);
    // Against looking at each position.
    const QString text = tableOf(blocks).plainText;
    for (int at = 0; at <= text.size(); ++at) {
        int expected = -1;
        for (int i = 0; i < cells.rowCount(); ++i) {
            if (cells.index(i).data(TableCells::Offset).toInt() <= at)
                expected = i;
        }
        QCOMPARE(cells.cellOf(at), expected);
    }
}

void TableCellsTest::viewsAreUsedAgain() {
    MessageBlockModel blocks;
    blocks.setMessages({answer(1, kTable + u"| d | e | f |\n"_s.repeated(20))});
    TableCells cells;
    const QAbstractItemModelTester tester(&cells);
    cells.setBlocks(&blocks);
    cells.setRow(0);
    const int big = cells.rowCount();
    for (int i = 0; i < big; ++i)
        cells.setHeight(i, 20);
    // As views do, whatever happens just then.
    connect(&cells, &QAbstractItemModel::dataChanged, &cells, [&](const QModelIndex& first) {
        cells.setHeight(first.row(), cells.index(first.row()).data(TableCells::Html).toString().isEmpty() ? 10 : 20);
        cells.cellOf(1000);
        cells.lineAt(1000);
    });
    const QPersistentModelIndex kept = cells.index(15);
    // A view that waits for its next row follows nothing.
    cells.setActive(false);
    blocks.setMessages({answer(2, u"| a |\n|---|\n| b |\n"_s)});
    QCOMPARE(shown(cells).size(), big);
    QSignalSpy heights(&cells, &TableCells::heightChanged);
    cells.setActive(true);
    QVERIFY(heights.count() > 0);
    QCOMPARE(shown(cells), (QStringList{u"0,0 <b>a</b>"_s, u"1,0 b"_s}));
    QCOMPARE(cells.height(), 40);
    QVERIFY(kept.isValid());
    QVERIFY(cells.rowCount() < big);
    QCOMPARE(kept.data(TableCells::Shown), false);
    QSignalSpy inserted(&cells, &QAbstractItemModel::rowsInserted);
    blocks.updateMessage(answer(2, u"| a |\n|---|\n| b |\n| c |\n"_s));
    QCOMPARE(shown(cells).last(), u"2,0 c"_s);
    QCOMPARE(cells.height(), 60);
    QCOMPARE(inserted.count(), 0);
}

QTEST_MAIN(TableCellsTest)
#include "tst_table_cells.moc"
