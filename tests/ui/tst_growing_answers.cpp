#include <algorithm>
#include <QImage>
#include <QRandomGenerator>

#include "tests/ui/stream_under_test.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;
using store::Status;

namespace {

/// In a channel: on a display server letters fall on other fractions of a pixel; 2 was measured.
constexpr int kShade = 8;
/// At the right. It shows the height of rows that were never made, which are guessed.
constexpr int kScrollBar = 12;

}  // namespace

/// What grew piece by piece looks as if it had been there from the begin: elements are used again, documents are added
/// to, and only what has changed is painted.
class GrowingAnswersTest : public QObject {
    Q_OBJECT

private slots:
    void looksAsIfItHadBeenThere_data();
    void looksAsIfItHadBeenThere();
};

void GrowingAnswersTest::looksAsIfItHadBeenThere_data() {
    QTest::addColumn<QString>("text");
    const QString lines = u"    if (queue.push(stop, \"text\", 42)) return;  // waits\n"_s;
    QTest::newRow("code") << u"```cpp\n"_s + lines.repeated(50) + u"/* from here\n"_s + lines.repeated(5) +
                                 u"to here */ int a;\n"_s + lines.repeated(4) + u"```\n"_s;
    QTest::newRow("long lines of code") << u"```cpp\nint a;\n"_s + u"a += 12345; "_s.repeated(30) +
                                               u"\nint b;\n```\n"_s;
    QTest::newRow("table")
        << u"| Name | Size | What |\n|---|--:|:-:|\n| `push` | 12 | waits *long*, until there is room "
           "for one more value |\n| pop |  |  |\n| a | **b** | [c](https://qt.io/a) |\n"_s;
    QTest::newRow("tables")
        << u"| a | b |\n|---|---|\n| c | d |\n| e | f |\n| g | h |\n\n| x |\n|---|\n| y |\n\n"_s.repeated(9);
    QTest::newRow("list")
        << u"- one **two** three\n- `four` five\n  - six [seven](https://qt.io/a)\n  - eight\n- [x] nine\n"
           "- [ ] ten\n- eleven\n\n1. twelve\n2. thirteen\n"_s;
    QTest::newRow("paragraph") << u"Some *words* that go on and on, "_s.repeated(60);
    QTest::newRow("quote") << u"> Quoted **words**\n> go on\n>\n> - and\n> - [x] on\n"_s;
    QTest::newRow("right to left")
        << u"\u05e9\u05dc\u05d5\u05dd **\u05e2\u05d5\u05dc\u05dd** \u05e9\u05dc\u05d5\u05dd "_s.repeated(30);
}

void GrowingAnswersTest::looksAsIfItHadBeenThere() {
    QFETCH(QString, text);
    const auto picture = [](Stream& stream) {
        QTest::qWait(300);  // Buttons come some frames later.
        return stream.view.grabWindow().convertToFormat(QImage::Format_RGB32);
    };
    QImage grown;
    {
        Stream stream;
        QVERIFY(stream.ready());
        // Before it, so that views are used again.
        stream.model.setMessages(
            {answer(1, text.repeated(3)), question(2, u"And?"_s), answer(3, {}, Status::Streaming)});
        QRandomGenerator random(7);
        for (qsizetype size = 0; size < text.size();) {
            size = std::min<qsizetype>(text.size(), size + random.bounded(1, 18));
            stream.model.updateMessage(answer(3, text.first(size), Status::Streaming));
            if (random.bounded(3) == 0)
                QTest::qWait(1);
        }
        stream.model.finishMessage(answer(3, text));
        QTRY_VERIFY(std::abs(stream.distanceToEnd()) < 2);
        grown = picture(stream);
    }
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(1, text.repeated(3)), question(2, u"And?"_s), answer(3, text)});
    for (int row = 0; row < stream.model.rowCount(); ++row) {
        // Code that was written in sight stays open.
        if (stream.model.messageAt(row).id == 3)
            stream.model.setData(stream.model.index(row), true, ui::MessageBlockModel::Open);
    }
    QTRY_VERIFY(std::abs(stream.distanceToEnd()) < 2);
    const QImage anew = picture(stream);
    QCOMPARE(grown.size(), anew.size());
    QRect differs;
    int most = 0;
    for (int y = 0; y < anew.height(); ++y) {
        for (int x = 0; x < anew.width() - kScrollBar; ++x) {
            const QColor one = grown.pixelColor(x, y);
            const QColor other = anew.pixelColor(x, y);
            const int difference = std::max({std::abs(one.red() - other.red()), std::abs(one.green() - other.green()),
                                             std::abs(one.blue() - other.blue())});
            most = std::max(most, difference);
            if (difference > kShade)
                differs |= QRect(x, y, 1, 1);
        }
    }
    QVERIFY2(differs.isEmpty(), qPrintable(u"pixels in %1, %2, %3 x %4 differ, by %5 at most"_s.arg(differs.x())
                                               .arg(differs.y())
                                               .arg(differs.width())
                                               .arg(differs.height())
                                               .arg(most)));
}

QTEST_MAIN(GrowingAnswersTest)
#include "tst_growing_answers.moc"
