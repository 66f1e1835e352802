#include <atomic>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMimeData>
#include <QNetworkAccessManager>
#include <QQmlEngine>
#include <QQmlNetworkAccessManagerFactory>
#include <QQuickTextDocument>
#include <QSignalSpy>
#include <QTextDocument>

#include "tests/markup/random_markdown.h"
#include "tests/ui/stream_under_test.h"
#include "ui/models/conversation_search.h"
#include "ui/models/text_selection.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;
using store::Status;

namespace {

/// `count` short exchanges with ids from 1 on; two rows and the actions each.
QList<store::Message> exchanges(int count) {
    QList<store::Message> messages;
    for (int i = 0; i < count; ++i) {
        messages.append(question(2 * i + 1, u"Question %1"_s.arg(i)));
        messages.append(answer(2 * i + 2, u"Answer %1 says **little**."_s.arg(i)));
    }
    return messages;
}

/// Code of 2000 lines, the last one with `end` behind it.
QString longProgram(const QString& end = {}) {
    QStringList lines;
    for (int i = 0; i < 2000; ++i)
        lines.append(u"int line%1 = 0;"_s.arg(i));
    return "```cpp\n" + lines.join(u'\n') + end + "\n```";
}

/// Opened addresses, instead of a browser.
class Browser : public QObject {
    Q_OBJECT

public:
    Browser() {
        for (const char* scheme : {"http", "https", "mailto"})
            QDesktopServices::setUrlHandler(QString::fromLatin1(scheme), this, "open");
    }
    ~Browser() override {
        for (const char* scheme : {"http", "https", "mailto"})
            QDesktopServices::unsetUrlHandler(QString::fromLatin1(scheme));
    }

    QStringList opened;

public slots:
    void open(const QUrl& url) { opened.append(url.toString()); }
};

/// Not its property "text", which code that grows doesn't keep up to date.
QString plainText(QQuickItem* edit) {
    return edit->property("textDocument").value<QQuickTextDocument*>()->textDocument()->toPlainText();
}

/// Counts who asks for the network.
class RecordingFactory : public QQmlNetworkAccessManagerFactory {
public:
    QNetworkAccessManager* create(QObject* parent) override {
        ++asked;
        return new QNetworkAccessManager(parent);
    }

    std::atomic<int> asked = 0;
};

}  // namespace

class MessageStreamTest : public QObject {
    Q_OBJECT

private slots:
    void positionsAreThoseOfTheView();
    void mouseSelectsOverBlocks();
    void selectionOutlivesItsViews();
    void wordsAndBlocksByClicks();
    void pressBesideTextEndsTheSelection();
    void keysSelectOverBlocks();
    void allIsCopied();
    void tableCellsAreSelected();
    void selectionIsPaintedAgainWhenTextGrows();

    void longCodeHasTextsOnlyNearTheView();
    void selectionGoesOverPartsOfCode();
    void longParagraphIsOne();

    void findCountsAndGoes();
    void findOpensFoldedCode();
    void findGoesFarIntoCode();
    void findGivesTheFocusBack();

    void linksOpenByClickOnly();
    void linksByKeyboard();
    void nothingAsksTheNetwork();

    void wheelReleasesWhileAnswerGrows();
    void nothingAboveJumps_data();
    void nothingAboveJumps();
    void openingThinkingKeepsItsPlace();
    void foldingFromBelowKeepsTheButton();
    void openStateSurvivesReuse();
    void switchingBranchesKeepsThePlace();
    void sourceOfAMessage();

private:
    static ui::TextSelection* selection(Stream& stream) {
        return qobject_cast<ui::TextSelection*>(stream.named("textSelection"));
    }
    static ui::ConversationSearch* search(Stream& stream) {
        return qobject_cast<ui::ConversationSearch*>(stream.named("conversationSearch"));
    }
    static void drag(Stream& stream, QPoint from, QPoint to) {
        QTest::mousePress(&stream.view, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 5; ++i)
            QTest::mouseMove(&stream.view, from + (to - from) * i / 5);
        QTest::mouseRelease(&stream.view, Qt::LeftButton, {}, to);
    }
};

void MessageStreamTest::positionsAreThoseOfTheView() {
    Stream stream;
    QVERIFY(stream.ready());
    QRandomGenerator random(7);
    int compared = 0;
    for (int i = 0; i < 60; ++i) {
        stream.model.setMessages(
            {question(1000 + i, u"a  b\n\tc <i>\n"_s), answer(2000 + i, randomMarkdown(random, 12))});
        stream.list()->setProperty("contentY", stream.list()->property("originY"));
        QTest::qWait(1);
        for (int row = 0; row < stream.model.rowCount(); ++row) {
            const bool code = stream.model.row(row).isCode() && stream.block(row) != nullptr;
            QQuickItem* const edit = code ? stream.texts(row).value(0) : stream.words(row);
            if (edit == nullptr)
                continue;
            QString text;
            QMetaObject::invokeMethod(edit, "getText", Q_RETURN_ARG(QString, text), Q_ARG(int, 0),
                                      Q_ARG(int, edit->property("length").toInt()));
            text.replace(QChar::LineSeparator, u'\n').replace(QChar::ParagraphSeparator, u'\n');
            QString shown = shownText(stream.model.row(row));
            QCOMPARE(text, shown);
            ++compared;
        }
    }
    QVERIFY2(compared > 300, qPrintable(QString::number(compared)));
}

void MessageStreamTest::mouseSelectsOverBlocks() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages(
        {question(1, u"Tell me more"_s),
         answer(2, u"First **bold** words.\n\n- one\n- two\n\n```cpp\nint x;\n```\n\nLast words."_s)});
    QTRY_VERIFY(stream.words(4) != nullptr);
    QTest::qWait(50);
    drag(stream, stream.pointOf(1, 6), stream.pointOf(4, 4));
    QCOMPARE(selection(stream)->text(), u"bold words.\n\n- one\n- two\n\nint x;\n\nLast"_s);
    QCOMPARE(selection(stream)->markdown(), u"**bold** words.\n\n- one\n- two\n\n```cpp\nint x;\n```\n\nLast"_s);
    QCOMPARE(stream.words(1)->property("selectedText").toString(), u"bold words."_s);
    QCOMPARE(stream.words(2)->property("selectedText").toString().size(), 7);
    QCOMPARE(stream.words(4)->property("selectedText").toString(), u"Last"_s);
    QCOMPARE(stream.words(0)->property("selectedText").toString(), QString());

    QTest::keyClick(&stream.view, Qt::Key_C, Qt::ControlModifier);
    const QMimeData* const copied = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(copied->text(), selection(stream)->text());
    QCOMPARE(QString::fromUtf8(copied->data(u"text/markdown"_s)), selection(stream)->markdown());

    // Upwards, and only inside a block.
    drag(stream, stream.pointOf(4, 4), stream.pointOf(0, 5));
    QCOMPARE(selection(stream)->text(), u"me more\n\nFirst bold words.\n\n- one\n- two\n\nint x;\n\nLast"_s);
    drag(stream, stream.pointOf(3, 0), stream.pointOf(3, 3));
    QCOMPARE(selection(stream)->text(), u"int"_s);
    QCOMPARE(stream.words(1)->property("selectedText").toString(), QString());
}

void MessageStreamTest::selectionOutlivesItsViews() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages(exchanges(200));
    stream.list()->forceActiveFocus();
    QTest::keyClick(&stream.view, Qt::Key_Home);
    QTRY_VERIFY(stream.words(1) != nullptr);
    QTest::qWait(50);
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, stream.pointOf(1, 7));
    QTest::keyClick(&stream.view, Qt::Key_End);
    const int last = 200 * 3 - 2;
    QTRY_VERIFY(stream.words(last) != nullptr);
    QVERIFY(stream.words(1) == nullptr);
    QTest::qWait(50);
    QTest::mouseClick(&stream.view, Qt::LeftButton, Qt::ShiftModifier, stream.pointOf(last, 6));
    const QString text = selection(stream)->text();
    QVERIFY(text.startsWith(u"0 says little.\n\nQuestion 1\n\nAnswer 1 says"_s));
    QVERIFY(text.endsWith(u"Question 199\n\nAnswer"_s));
    QCOMPARE(text.count(u"Question"_s), 199);
    // Views that come to life show it.
    selection(stream)->begin(1, 7);
    selection(stream)->extendTo(last, 6);
    QTest::keyClick(&stream.view, Qt::Key_Home);
    QTRY_VERIFY(stream.words(1) != nullptr);
    QTRY_COMPARE(stream.words(1)->property("selectedText").toString(), u"0 says little."_s);
    QCOMPARE(stream.words(0)->property("selectedText").toString(), QString());
    QCOMPARE(stream.words(4)->property("selectedText").toString(), u"Answer 1 says little."_s);
}

void MessageStreamTest::wordsAndBlocksByClicks() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, u"First second third."_s)});
    QTRY_VERIFY(stream.words(0) != nullptr);
    QTest::qWait(50);
    const QPoint at = stream.pointOf(0, 8);
    QTest::mouseDClick(&stream.view, Qt::LeftButton, {}, at);
    QCOMPARE(selection(stream)->text(), u"second"_s);
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, at, 1);
    QCOMPARE(selection(stream)->text(), u"First second third."_s);
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, stream.pointOf(0, 16));
    QVERIFY(selection(stream)->empty());
}

void MessageStreamTest::pressBesideTextEndsTheSelection() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, u"Some words."_s)});
    QTRY_VERIFY(stream.words(0) != nullptr);
    selection(stream)->selectAll();
    QVERIFY(!selection(stream)->empty());
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, {300, 500});
    QVERIFY(selection(stream)->empty());
}

void MessageStreamTest::keysSelectOverBlocks() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, u"One two.\n\n## Three\n\nfour"_s)});
    QTRY_VERIFY(stream.words(2) != nullptr);
    QTest::qWait(50);
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, stream.pointOf(0, 4) - QPoint(2, 0));
    selection(stream)->begin(0, 4);
    const auto press = [&](Qt::Key key, Qt::KeyboardModifiers more = {}) {
        QTest::keyClick(&stream.view, key, Qt::ShiftModifier | more);
        return selection(stream)->text();
    };
    QCOMPARE(press(Qt::Key_Right), u"t"_s);
    QCOMPARE(press(Qt::Key_Right, Qt::ControlModifier), u"two"_s);
    QCOMPARE(press(Qt::Key_End), u"two."_s);
    QCOMPARE(press(Qt::Key_Right), u"two."_s);  // To the beginning of the next block.
    QCOMPARE(press(Qt::Key_Right), u"two.\n\nT"_s);
    QCOMPARE(press(Qt::Key_Left), u"two."_s);
    QCOMPARE(press(Qt::Key_End), u"two.\n\nThree"_s);
    QCOMPARE(press(Qt::Key_Home), u"two."_s);
    QVERIFY(press(Qt::Key_Down).startsWith(u"two.\n\nThree"_s));
    QCOMPARE(selection(stream)->headRow(), 2);
    QCOMPARE(press(Qt::Key_Up), u"two."_s);
    QCOMPARE(press(Qt::Key_End, Qt::ControlModifier), u"two.\n\nThree\n\nfour"_s);
    QCOMPARE(press(Qt::Key_Home, Qt::ControlModifier), u"One "_s);
    QTest::keyClick(&stream.view, Qt::Key_Escape);
    QVERIFY(selection(stream)->empty());
}

void MessageStreamTest::allIsCopied() {
    Stream stream;
    QVERIFY(stream.ready());
    const QString first = u"# Title\n\nSome [link](https://qt.io) and `code`.\n\n1. one\n2. two"_s;
    stream.model.setMessages({question(1, u"What *is* it?"_s), answer(2, first), question(3, u"And?"_s),
                              answer(4, u"| a | b |\n|---|--:|\n| x | 1 |\n\n> said"_s)});
    QTRY_VERIFY(stream.block(0) != nullptr);
    stream.list()->forceActiveFocus();
    QTest::keyClick(&stream.view, Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(
        selection(stream)->text(),
        u"What *is* it?\n\nTitle\n\nSome link (https://qt.io) and code.\n\n1. one\n2. two\n\nAnd?\n\na\tb\nx\t1\n\nsaid"_s);
    QCOMPARE(selection(stream)->markdown(),
             u"What *is* it?\n\n"_s + first + u"\n\nAnd?\n\n| a | b |\n|---|--:|\n| x | 1 |\n\n> said"_s);
    // Part of a message is made of its blocks.
    selection(stream)->begin(1, 2);
    selection(stream)->extendTo(7, 2);
    QCOMPARE(selection(stream)->markdown(),
             u"tle\n\nSome [link](https://qt.io) and `code`.\n\n1. one\n2. two\n\nAnd?"_s +
                 u"\n\n| a   | b   |\n| --- | --: |\n| x   | 1   |\n\nsa"_s);
}

void MessageStreamTest::tableCellsAreSelected() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages(
        {answer(2, u"Before\n\n| Name | Size |\n|---|---|\n| alpha | 10 |\n| beta | 20 |\n\nAfter"_s)});
    QTRY_VERIFY(stream.block(1) != nullptr);
    QTest::qWait(50);
    selection(stream)->begin(0, 3);
    selection(stream)->extendTo(1, 15);
    QCOMPARE(selection(stream)->text(), u"ore\n\nName\tSize\nalpha"_s);
    QStringList painted;
    for (QQuickItem* const edit : stream.texts(1))
        painted.append(edit->property("selectedText").toString());
    painted.removeAll(QString());
    painted.sort();
    QCOMPARE(painted, (QStringList{u"Name"_s, u"Size"_s, u"alpha"_s}));
}

void MessageStreamTest::selectionIsPaintedAgainWhenTextGrows() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, u"Some words"_s, Status::Streaming)});
    QTRY_VERIFY(stream.words(0) != nullptr);
    selection(stream)->begin(0, 5);
    selection(stream)->extendTo(0, 10);
    QCOMPARE(stream.words(0)->property("selectedText").toString(), u"words"_s);
    stream.model.updateMessage(answer(2, u"Some words and more"_s, Status::Streaming));
    QCOMPARE(stream.words(0)->property("selectedText").toString(), u"words"_s);
    QCOMPARE(selection(stream)->text(), u"words"_s);
}

void MessageStreamTest::longCodeHasTextsOnlyNearTheView() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, longProgram())});
    QTRY_COMPARE(stream.texts(0).size(), 1);  // Folded.
    QVERIFY(stream.model.setData(stream.model.index(0), true, ui::MessageBlockModel::Open));
    QTRY_VERIFY(stream.list()->property("contentHeight").toDouble() > 30'000);
    const auto seen = [&] {
        QStringList lines;
        for (QQuickItem* const text : stream.texts(0))
            lines += plainText(text).split(u'\n');
        return lines;
    };
    stream.list()->forceActiveFocus();
    for (const double y : {0.0, 14'990.0, 15'010.0, 3'000.0, 39'000.0}) {
        QMetaObject::invokeMethod(stream.list(), "scrollTo",
                                  Q_ARG(double, stream.list()->property("originY").toDouble() + y));
        // A line is as high as another: what stands where is known without the lines between.
        const QString line = u"int line%1 = 0;"_s.arg(int(y) / 20 + 10);
        QTRY_VERIFY2(seen().contains(line), qPrintable(line));
        const QStringList lines = seen();
        QCOMPARE_LE(lines.size(), 200);
        QCOMPARE(QSet<QString>(lines.begin(), lines.end()).size(), lines.size());
    }
    QTest::keyClick(&stream.view, Qt::Key_End);
    QTRY_VERIFY(seen().contains(u"int line1999 = 0;"_s));
    QVERIFY(std::abs(stream.distanceToEnd()) < 2);
}

void MessageStreamTest::selectionGoesOverPartsOfCode() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, longProgram())});
    QVERIFY(stream.model.setData(stream.model.index(0), true, ui::MessageBlockModel::Open));
    QTRY_VERIFY(stream.list()->property("contentHeight").toDouble() > 30'000);
    QMetaObject::invokeMethod(stream.list(), "scrollTo",
                              Q_ARG(double, stream.list()->property("originY").toDouble() + 400));
    QTRY_VERIFY(stream.texts(0).size() > 1);
    QTest::qWait(50);
    const QString code = shownText(stream.model.row(0));
    const auto from = int(code.indexOf(u"line30"_s));
    const auto to = int(code.indexOf(u"line35"_s));
    drag(stream, stream.pointOf(0, from), stream.pointOf(0, to));
    QCOMPARE(selection(stream)->text(), code.sliced(from, to - from));
    QStringList painted;
    for (QQuickItem* const text : stream.texts(0))
        painted += text->property("selectedText").toString().split(QChar::ParagraphSeparator);
    painted.removeAll(QString());
    QCOMPARE(painted.join(u'\n'), code.sliced(from, to - from));
    // By keys over the edge of a part, one line at a time.
    selection(stream)->begin(0, from);
    for (int line = 30; line < 34; ++line) {
        QTest::keyClick(&stream.view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(selection(stream)->headOffset(), code.indexOf(u"line%1"_s.arg(line + 1)));
    }
}

void MessageStreamTest::longParagraphIsOne() {
    Stream stream;
    QVERIFY(stream.ready());
    QString text;
    for (int i = 0; text.size() < 12'000; ++i)
        text += u"Sentence %1 has **bold** words. "_s.arg(i);
    text = text.trimmed();
    stream.model.setMessages({answer(2, text)});
    const int rows = stream.model.rowCount() - 1;
    QVERIFY(rows > 3);
    QTRY_VERIFY(stream.block(rows - 1) != nullptr);
    stream.list()->setProperty("cacheBuffer", 20'000);
    QTRY_VERIFY(stream.block(1) != nullptr && stream.block(2) != nullptr);
    QTest::qWait(50);
    // Lines follow each other as within a row.
    QCOMPARE(stream.block(1)->y() + stream.block(1)->height(), stream.block(2)->y());
    QCOMPARE(stream.texts(2).first()->mapToItem(stream.block(2), QPointF()).y(), 0);
    selection(stream)->begin(0, 3);
    selection(stream)->extendTo(rows - 1, 1'000'000);
    const QString shown = QString(text).remove(u"**"_s);
    QCOMPARE(selection(stream)->text(), shown.sliced(3));
    selection(stream)->begin(0, 1);
    selection(stream)->extendTo(rows - 1, selection(stream)->lengthOf(rows - 1) - 1);
    QCOMPARE(selection(stream)->markdown(), text.sliced(1).chopped(1));
}

void MessageStreamTest::findCountsAndGoes() {
    Stream stream;
    QVERIFY(stream.ready());
    QList<store::Message> messages = exchanges(120);
    messages[3].reasoning = u"A needle in thoughts"_s;
    messages[7].text = u"- a\n- the **nee**dle here"_s;
    messages[201].text = u"| x | y |\n|---|---|\n| 1 | Needle |\n\n```\nneedle needle\n```"_s;
    stream.model.setMessages(messages);
    QVERIFY(QMetaObject::invokeMethod(stream.root(), "openFind"));
    auto* const field = stream.root()->findChild<QQuickItem*>(u"findField"_s);
    QTRY_VERIFY(field != nullptr && field->hasActiveFocus());
    for (const char letter : {'n', 'e', 'e', 'd', 'l', 'e'})
        QTest::keyClick(&stream.view, letter);
    QCOMPARE(search(stream)->count(), 4);
    // The view is at the end: the search goes around to the first.
    QCOMPARE(search(stream)->current(), 1);
    const auto visible = [&] {
        const int row = search(stream)->currentRow();
        if (stream.block(row) == nullptr)
            return false;
        QRectF place;
        QVariant rect;
        QMetaObject::invokeMethod(stream.block(row), "rectangleAt", Q_RETURN_ARG(QRectF, place),
                                  Q_ARG(int, search(stream)->currentOffset()));
        const double top = stream.block(row)->y() + place.y() - stream.contentY();
        return top > 0 && top + place.height() < stream.list()->height();
    };
    QTRY_VERIFY(visible());
    QTest::keyClick(&stream.view, Qt::Key_Return);
    QCOMPARE(search(stream)->current(), 2);
    QTRY_VERIFY(visible());
    QTest::keyClick(&stream.view, Qt::Key_Return);
    QTest::keyClick(&stream.view, Qt::Key_Return);
    QCOMPARE(search(stream)->current(), 4);
    QCOMPARE(search(stream)->currentOffset(), 7);
    QTest::keyClick(&stream.view, Qt::Key_Return);
    QCOMPARE(search(stream)->current(), 1);
    QTest::keyClick(&stream.view, Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(search(stream)->current(), 4);
    QTRY_VERIFY(visible());

    // Thinking counts once it is open.
    for (int row = 0; row < stream.model.rowCount(); ++row) {
        if (stream.model.row(row).isThinking())
            QVERIFY(stream.model.setData(stream.model.index(row), true, ui::MessageBlockModel::Open));
    }
    QTRY_COMPARE(search(stream)->count(), 5);
    QCOMPARE(search(stream)->current(), 5);
    // What an answer adds is found too.
    stream.model.appendMessage(answer(9999, u"another needle"_s));
    QTRY_COMPARE(search(stream)->count(), 6);
    search(stream)->setQuery(u"nothing like it"_s);
    QCOMPARE(search(stream)->count(), 0);
    QCOMPARE(search(stream)->current(), 0);
}

void MessageStreamTest::findOpensFoldedCode() {
    Stream stream;
    QVERIFY(stream.ready());
    QStringList lines;
    for (int i = 0; i < 80; ++i)
        lines.append(u"line %1"_s.arg(i));
    stream.model.setMessages({answer(2, "```\n" + lines.join(u'\n') + "\n```")});
    QTRY_VERIFY(stream.block(0) != nullptr);
    QTest::qWait(50);
    search(stream)->setQuery(u"line 5"_s);
    QCOMPARE(search(stream)->count(), 11);
    search(stream)->next();
    QVERIFY(!stream.model.row(0).open);
    search(stream)->next();
    QVERIFY(stream.model.row(0).open);
}

void MessageStreamTest::findGoesFarIntoCode() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, longProgram(u"needle"_s.rightJustified(300)))});
    QTRY_VERIFY(stream.block(0) != nullptr);
    search(stream)->setQuery(u"line1500"_s);
    search(stream)->next();
    QVERIFY(stream.model.row(0).open);
    const auto visible = [&] {
        const QPoint place = stream.pointOf(0, search(stream)->currentOffset());
        return QRect({}, stream.view.size()).contains(place);
    };
    QTRY_VERIFY(visible());
    const auto marked = [&] {
        QStringList lines;
        for (QQuickItem* const text : stream.texts(0))
            lines += plainText(text).split(u'\n');
        return lines.contains(u"int line1500 = 0;"_s);
    };
    QVERIFY(marked());
    // Far to the right, too.
    search(stream)->setQuery(u"needle"_s);
    search(stream)->next();
    QTRY_VERIFY(visible());
}

void MessageStreamTest::findGivesTheFocusBack() {
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages(exchanges(3));
    stream.list()->forceActiveFocus();
    QMetaObject::invokeMethod(stream.root(), "openFind");
    QTest::keyClick(&stream.view, 'q');
    QVERIFY(search(stream)->count() == 3);
    QTest::keyClick(&stream.view, Qt::Key_Escape);
    QVERIFY(!stream.root()->property("finding").toBool());
    QVERIFY(stream.list()->hasActiveFocus());
    QCOMPARE(search(stream)->count(), 0);
}

void MessageStreamTest::linksOpenByClickOnly() {
    Browser browser;
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages(
        {answer(2, u"See [docs](https://qt.io/a) or <a@b.org> or [bad](javascript:alert) or [x](file:///etc)."_s)});
    QTRY_VERIFY(stream.words(0) != nullptr);
    QTest::qWait(50);
    const QPoint link = stream.pointOf(0, 6);
    QTest::mouseMove(&stream.view, link);
    auto* const target = qobject_cast<QQuickItem*>(stream.named("linkTarget"));
    QTRY_VERIFY(target->isVisible());
    QCOMPARE(target->property("target").toString(), u"https://qt.io/a"_s);
    QVERIFY(browser.opened.isEmpty());
    // A drag over it selects.
    drag(stream, link, link + QPoint(60, 0));
    QVERIFY(browser.opened.isEmpty());
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, link);
    QCOMPARE(browser.opened, QStringList{u"https://qt.io/a"_s});
    const QString text = shownText(stream.model.row(0));
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, stream.pointOf(0, int(text.indexOf(u"b.org"_s))));
    QCOMPARE(browser.opened.last(), u"mailto:a@b.org"_s);
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, stream.pointOf(0, int(text.indexOf(u"bad"_s)) + 1));
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, stream.pointOf(0, int(text.indexOf(u"x (file"_s))));
    QMetaObject::invokeMethod(stream.root(), "openLink", Q_ARG(QString, u"file:///etc/passwd"_s));
    QMetaObject::invokeMethod(stream.root(), "openLink", Q_ARG(QString, u"javascript:alert(1)"_s));
    QCOMPARE(browser.opened.size(), 2);
}

void MessageStreamTest::linksByKeyboard() {
    Browser browser;
    Stream stream;
    QVERIFY(stream.ready());
    stream.model.setMessages({answer(2, u"See [docs](https://qt.io/a) and [more *of* it](https://qt.io/b)."_s)});
    QTRY_VERIFY(stream.words(0) != nullptr);
    QTest::qWait(200);  // Links for the keyboard come some frames later.
    stream.list()->forceActiveFocus();
    auto* const target = qobject_cast<QQuickItem*>(stream.named("linkTarget"));
    QTest::keyClick(&stream.view, Qt::Key_Tab);
    QCOMPARE(target->property("target").toString(), u"https://qt.io/a"_s);
    QVERIFY(browser.opened.isEmpty());
    QTest::keyClick(&stream.view, Qt::Key_Return);
    QCOMPARE(browser.opened, QStringList{u"https://qt.io/a"_s});
    QTest::keyClick(&stream.view, Qt::Key_Tab);
    QCOMPARE(target->property("target").toString(), u"https://qt.io/b"_s);
    QTest::keyClick(&stream.view, Qt::Key_Enter);
    QCOMPARE(browser.opened.last(), u"https://qt.io/b"_s);
}

void MessageStreamTest::nothingAsksTheNetwork() {
    RecordingFactory factory;
    Stream stream;
    QVERIFY(stream.ready());
    stream.view.engine()->setNetworkAccessManagerFactory(&factory);
    const QString hostile =
        u"![i](https://example.org/a.png) ![](http://example.org/b.svg)\n\n"
        "<img src=\"https://example.org/c.png\"><link rel=\"stylesheet\" href=\"https://example.org/d.css\">\n\n"
        "<style>@import url('https://example.org/e.css'); body{background:url(https://example.org/f.png)}</style>\n\n"
        "<svg><image href=\"https://example.org/g.png\"/></svg> <script src=\"https://example.org/h.js\"></script>\n\n"
        "- ![l](https://example.org/i.png)\n- <img src=https://example.org/j.png>\n\n"
        "> ![q](https://example.org/k.png)\n\n"
        "| ![t](https://example.org/l.png) | <img src='https://example.org/m.png'> |\n|---|---|\n"
        "| ![t](https://example.org/n.png) | \\\" onload=x <img src=\"https://example.org/o.png\"> |\n\n"
        "# ![h](https://example.org/p.png)\n\n```html\n<img src=\"https://example.org/q.png\">\n```\n\n"
        "[![b](https://example.org/r.png)](https://example.org) <a href=\"x\" style=\"background-image:url("
        "https://example.org/s.png)\">a</a>\n\n&lt;img src=\"https://example.org/t.png\"&gt; "
        "`<img src=\"https://example.org/u.png\">` [x](<https://example.org/\"><img src=https://example.org/v.png>)\n"_s;
    store::Message message = answer(2, hostile);
    message.reasoning = hostile;
    message.error = hostile;
    message.status = Status::Failed;
    stream.model.setMessages({question(1, hostile), message});
    for (int row = 0; row < stream.model.rowCount(); ++row)
        stream.model.setData(stream.model.index(row), true, ui::MessageBlockModel::Open);
    for (int y = 0; y < 4000; y += 300) {
        stream.list()->setProperty("contentY", y);
        QTest::qWait(20);
    }
    // The same as it streams in, piece by piece.
    for (qsizetype size = 0; size <= hostile.size(); size += 7) {
        stream.model.updateMessage(answer(2, hostile.first(size), Status::Streaming));
        QTest::qWait(1);
    }
    stream.model.setSourceShown(1, true);
    stream.model.setSourceShown(2, true);
    QTest::qWait(300);
    QCOMPARE(factory.asked.load(), 0);
}

void MessageStreamTest::wheelReleasesWhileAnswerGrows() {
    Stream stream;
    QVERIFY(stream.ready());
    QList<store::Message> messages = exchanges(20);
    stream.model.setMessages(messages);
    stream.list()->forceActiveFocus();
    QString text = u"Start"_s;
    stream.model.appendMessage(answer(500, text, Status::Streaming));
    QTRY_VERIFY(std::abs(stream.distanceToEnd()) < 2);
    const auto grow = [&](int times) {
        for (int i = 0; i < times; ++i) {
            text += u" and more words that fill the line and go on to the next one of them\n\n"_s;
            stream.model.updateMessage(answer(500, text, Status::Streaming));
            QTest::qWait(33);
        }
    };
    grow(5);
    QVERIFY(stream.following());
    QVERIFY(std::abs(stream.distanceToEnd()) < 2);
    // One notch is enough, in the middle of growing.
    QTest::wheelEvent(&stream.view, QPointF(300, 200), {0, 120});
    QTest::wheelEvent(&stream.view, QPointF(300, 200), {0, 120});
    grow(4);
    QVERIFY(!stream.following());
    QTest::qWait(400);
    const double place = stream.contentY();
    grow(6);
    QCOMPARE(stream.contentY(), place);
    // Back at the end it follows again.
    QTest::keyClick(&stream.view, Qt::Key_End);
    grow(2);
    QVERIFY(stream.following());
    QVERIFY(std::abs(stream.distanceToEnd()) < 2);
    QTest::keyClick(&stream.view, Qt::Key_PageUp);
    QVERIFY(!stream.following());
    const double paged = stream.contentY();
    grow(3);
    QCOMPARE(stream.contentY(), paged);
}

void MessageStreamTest::nothingAboveJumps_data() {
    QTest::addColumn<QString>("change");
    QTest::newRow("an answer above grows") << u"grow"_s;
    QTest::newRow("an answer above shrinks") << u"shrink"_s;
    QTest::newRow("thinking above opens") << u"thinking"_s;
    QTest::newRow("code above opens") << u"code"_s;
    QTest::newRow("a message above is shown as plain text") << u"source"_s;
    QTest::newRow("blocks come below") << u"append"_s;
    QTest::newRow("the window gets higher") << u"height"_s;
}

void MessageStreamTest::nothingAboveJumps() {
    QFETCH(QString, change);
    Stream stream;
    QVERIFY(stream.ready());
    QList<store::Message> messages = exchanges(40);
    store::Message above = answer(24, u"Some words.\n\n```\n"_s + u"code\n"_s.repeated(60) + u"```\n\nThe end."_s);
    above.reasoning = u"Thoughts that\ngo on\n"_s.repeated(12);
    messages[23] = above;
    stream.model.setMessages(messages);
    // Row 33 is its question, 34 thinking, 35 words, 36 code, 37 the end, 38 actions, 39 the next question.
    QCOMPARE(stream.model.row(36).kind, u"code"_s);
    stream.list()->forceActiveFocus();
    QTest::keyClick(&stream.view, Qt::Key_PageUp);
    QMetaObject::invokeMethod(stream.list(), "reveal", Q_ARG(int, 44), Q_ARG(int, 0));
    QMetaObject::invokeMethod(stream.list(), "scrollTo", Q_ARG(double, stream.block(42)->y()));
    QTest::qWait(50);
    stream.list()->setProperty("cacheBuffer", 4000);
    QTRY_VERIFY(stream.block(33) != nullptr);  // Alive above the view, or there is nothing to see.
    QVERIFY(stream.topOf(38) + stream.block(38)->height() <= 0);

    QQuickItem* const watched = stream.block(43);
    const double place = watched->y() - stream.contentY();
    // In every frame, not only in the end.
    double worst = 0;
    connect(
        &stream.view, &QQuickWindow::beforeSynchronizing, &stream.view,
        [&] { worst = std::max(worst, std::abs(watched->y() - stream.contentY() - place)); }, Qt::DirectConnection);
    if (change == "grow") {
        above.text += u"\n\nmore"_s.repeated(30);
        stream.model.updateMessage(above);
    } else if (change == "shrink") {
        above.text = u"short"_s;
        stream.model.updateMessage(above);
    } else if (change == "thinking") {
        QVERIFY(stream.model.setData(stream.model.index(34), true, ui::MessageBlockModel::Open));
    } else if (change == "code") {
        QVERIFY(stream.model.setData(stream.model.index(36), true, ui::MessageBlockModel::Open));
    } else if (change == "source") {
        stream.model.setSourceShown(24, true);
    } else if (change == "append") {
        stream.model.appendMessage(answer(700, u"new\n\n"_s.repeated(20)));
    } else {
        stream.view.resize(800, 700);
    }
    QTest::qWait(200);
    stream.view.update();
    QTest::qWait(50);
    QVERIFY2(worst < 1.5, qPrintable(QString::number(worst)));
    QCOMPARE_LE(std::abs(watched->y() - stream.contentY() - place), 1.5);
}

void MessageStreamTest::openingThinkingKeepsItsPlace() {
    Stream stream;
    QVERIFY(stream.ready());
    store::Message message = answer(2, u"Words.\n\n"_s.repeated(6));
    message.reasoning = u"Thought\n"_s.repeated(40);
    stream.model.setMessages({question(1, u"q"_s), message});
    QTRY_VERIFY(stream.block(1) != nullptr);
    QTest::qWait(50);
    QVERIFY(stream.following());
    const double place = stream.topOf(1);
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, stream.block(1)->mapToScene({80, 30}).toPoint());
    QVERIFY(stream.model.row(1).open);
    QTest::qWait(100);
    QCOMPARE(stream.topOf(1), place);
    QVERIFY(stream.block(1)->height() > 400);
    QVERIFY(!stream.following());
}

void MessageStreamTest::foldingFromBelowKeepsTheButton() {
    Stream stream;
    QVERIFY(stream.ready());
    QList<store::Message> messages = exchanges(10);
    messages[9].text = u"```\n"_s + u"code\n"_s.repeated(100) + u"```"_s;
    stream.model.setMessages(messages);
    int code = 0;
    while (!stream.model.row(code).isCode())
        ++code;
    QVERIFY(stream.model.setData(stream.model.index(code), true, ui::MessageBlockModel::Open));
    QMetaObject::invokeMethod(stream.list(), "reveal", Q_ARG(int, code), Q_ARG(int, 99 * 5));
    QTest::qWait(100);
    QQuickItem* const block = stream.block(code);
    const auto bottom = [&] { return block->y() + block->height() - stream.contentY(); };
    const double place = bottom();
    QVERIFY(place > 0 && place < 600);
    QVERIFY(block->height() > 1500);
    QTest::mouseClick(&stream.view, Qt::LeftButton, {}, block->mapToScene({80, block->height() - 16}).toPoint());
    QVERIFY(!stream.model.row(code).open);
    QTest::qWait(100);
    QVERIFY(block->height() < 500);
    QCOMPARE_LE(std::abs(bottom() - place), 1.5);
}

void MessageStreamTest::openStateSurvivesReuse() {
    Stream stream;
    QVERIFY(stream.ready());
    QList<store::Message> messages;
    for (int i = 0; i < 60; ++i)
        messages.append(answer(i + 1, u"```\n"_s + u"code %1\n"_s.arg(i).repeated(50) + u"```"_s));
    stream.model.setMessages(messages);
    stream.list()->forceActiveFocus();
    QTest::keyClick(&stream.view, Qt::Key_Home);
    QTRY_VERIFY(stream.block(0) != nullptr);
    QVERIFY(stream.model.setData(stream.model.index(0), true, ui::MessageBlockModel::Open));
    QTRY_VERIFY(stream.block(0)->height() > 900);
    const double open = stream.block(0)->height();
    QSet<QQuickItem*> views;
    for (int i = 0; i < 60; ++i) {
        QTest::keyClick(&stream.view, Qt::Key_PageDown);
        QTest::qWait(10);
        for (int row = 0; row < stream.model.rowCount(); ++row) {
            QQuickItem* const block = stream.block(row);
            if (block == nullptr || !stream.model.row(row).isCode())
                continue;
            views.insert(block);
            QCOMPARE(block->property("open").toBool(), row == 0);
            QVERIFY(row == 0 || block->height() < 500);
            // Only lines near the view have a text.
            for (QQuickItem* const edit : stream.texts(row)) {
                const QString line = plainText(edit).section(u'\n', 0, 0);
                QCOMPARE(line, stream.model.row(row).block.plainText.section(u'\n', 0, 0));
            }
        }
    }
    // 60 rows were seen through far fewer views.
    QVERIFY2(views.size() < 30, qPrintable(QString::number(views.size())));
    QTest::keyClick(&stream.view, Qt::Key_Home);
    QTRY_VERIFY(stream.block(0) != nullptr);
    QTRY_COMPARE(stream.block(0)->height(), open);
}

void MessageStreamTest::switchingBranchesKeepsThePlace() {
    Stream stream;
    QVERIFY(stream.ready());
    QList<store::Message> messages = exchanges(30);
    stream.model.setMessages(messages);
    stream.list()->forceActiveFocus();
    QTest::keyClick(&stream.view, Qt::Key_PageUp);
    QTest::qWait(50);
    QVERIFY(!stream.following());
    const double place = stream.contentY();
    QSignalSpy resets(&stream.model, &QAbstractItemModel::modelReset);
    messages.last() = answer(900, u"Another answer.\n\nIt is longer."_s);
    stream.model.setMessages(messages);
    QTest::qWait(50);
    QCOMPARE(resets.count(), 0);
    QCOMPARE(stream.contentY(), place);
    stream.model.setMessages(exchanges(1));  // Shares its first messages, as ids are the same.
    QCOMPARE(resets.count(), 0);
    QCOMPARE(stream.model.rowCount(), 3);
    stream.model.setMessages({question(5000, u"Other"_s)});
    QCOMPARE(resets.count(), 1);
    QVERIFY(stream.following());
}

void MessageStreamTest::sourceOfAMessage() {
    Stream stream;
    QVERIFY(stream.ready());
    const QString text = u"# Title\n\nSome **bold**\n\n```\nx\n```"_s;
    stream.model.setMessages({question(1, u"q"_s), answer(2, text)});
    stream.model.setSourceShown(2, true);
    QCOMPARE(stream.model.rowCount(), 3);
    QCOMPARE(stream.model.row(1).kind, u"source"_s);
    QTRY_VERIFY(stream.words(1) != nullptr);
    selection(stream)->selectRow(1);
    QCOMPARE(selection(stream)->text(), text);
    QTRY_COMPARE(stream.words(1)->property("length").toInt(), text.size());
    QTRY_COMPARE(stream.words(1)->property("selectedText").toString().replace(QChar::ParagraphSeparator, u'\n'), text);
    stream.model.setSourceShown(2, false);
    QCOMPARE(stream.model.rowCount(), 5);
    QVERIFY(selection(stream)->empty());
}

QTEST_MAIN(MessageStreamTest)
#include "tst_message_stream.moc"
