#include <memory>
#include <QAbstractTextDocumentLayout>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQmlExtensionPlugin>
#include <QQuickItem>
#include <QQuickTextDocument>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

#include "app/markup/shown_text.h"
#include "app/markup/streaming_parser.h"
#include "ui/models/prose_document.h"

Q_IMPORT_QML_PLUGIN(Lanternfish_ModelsPlugin)

using namespace lanternfish;
using namespace Qt::StringLiterals;
using ui::ProseDocument;

namespace {

/// A text element with its document, 300 pixels wide.
class Prose {
public:
    explicit Prose(QQmlEngine& engine) {
        QQmlComponent component(&engine);
        component.setData(
            "import QtQuick\nimport Lanternfish.Models\n"
            "TextEdit { id: edit; width: 300; textFormat: TextEdit.RichText; wrapMode: TextEdit.Wrap; readOnly: true\n"
            "ProseDocument { objectName: 'prose'; textDocument: edit.textDocument; lineHeight: 24; linkColor: 'blue'\n"
            "codeColor: 'gray'; codeFont: Qt.font({ family: 'monospace', pixelSize: 13 }) } }",
            QUrl());
        m_item.reset(qobject_cast<QQuickItem*>(component.create()));
        if (m_item)
            content = m_item->findChild<ProseDocument*>(u"prose"_s);
        else
            qWarning() << component.errorString();
    }

    QTextDocument* document() const { return content->textDocument()->textDocument(); }

    ProseDocument* content = nullptr;

private:
    std::unique_ptr<QQuickItem> m_item;
};

}  // namespace

class ProseDocumentTest : public QObject {
    Q_OBJECT

private slots:
    void growsAsIfMadeAnew();
    void wordsAreAddedAndNotMadeAnew();
    void endIsWhereACursorStands_data();
    void endIsWhereACursorStands();
    void followsItsStyle();

private:
    QQmlEngine m_engine;
};

void ProseDocumentTest::growsAsIfMadeAnew() {
    static const QStringList kPieces{u"word "_s,
                                     u"**bold "_s,
                                     u"end** "_s,
                                     u"`co"_s,
                                     u"de` "_s,
                                     u"*a"_s,
                                     u"b* "_s,
                                     u"[li"_s,
                                     u"nk](ht"_s,
                                     u"tp://a.b) "_s,
                                     u"a < b & "_s,
                                     u"&amp; "_s,
                                     u"\n"_s,
                                     u"\n\n"_s,
                                     u"- item "_s,
                                     u"\n- more "_s,
                                     u"\n- [x] done "_s,
                                     u"\n- [ ] open "_s,
                                     u"\n  - in "_s,
                                     u"\n1. one "_s,
                                     u"> quote "_s,
                                     u"\n> more "_s,
                                     u"## head "_s,
                                     u"  \n"_s,
                                     u"\u05d0\u05d1 "_s,
                                     u"\U0001F600 "_s};
    QRandomGenerator random(5);
    Prose growing(m_engine);
    Prose anew(m_engine);
    QVERIFY(growing.content && anew.content);
    int appended = 0;
    for (int round = 0; round < 150; ++round) {
        // Half of them are lists, which need more luck to become long.
        QString text = round % 2 == 0 ? QString() : u"- item"_s;
        for (int step = 0; step < 40; ++step) {
            text += kPieces[random.bounded(kPieces.size())];
            markup::StreamingParser parser;
            parser.append(text);
            const QString html = parser.blocks().isEmpty() ? QString() : parser.blocks().last().html;
            QSignalSpy changes(growing.document(), &QTextDocument::contentsChange);
            growing.content->setHtml(html);
            appended += changes.count() == 1 && changes[0][0].toInt() > 0;
            anew.content->setHtml({});
            anew.content->setHtml(html);
            const auto shown = [](const Prose& prose) { return prose.document()->toHtml().section(u"<body"_s, 1); };
            QVERIFY2(shown(growing) == shown(anew),
                     qPrintable(html + u"\n"_s + shown(growing) + u"\nexpected\n"_s + shown(anew)));
            QCOMPARE(growing.document()->toPlainText(), anew.document()->toPlainText());
        }
    }
    // Else nothing was tested.
    QVERIFY2(appended > 500, qPrintable(QString::number(appended)));
}

void ProseDocumentTest::wordsAreAddedAndNotMadeAnew() {
    Prose prose(m_engine);
    prose.content->setHtml(u"<ul><li>one</li><li><b>two</b> three</li></ul>"_s);
    QSignalSpy changes(prose.document(), &QTextDocument::contentsChange);
    const int end = prose.document()->characterCount() - 1;
    prose.content->setHtml(u"<ul><li>one</li><li><b>two</b> three and four</li></ul>"_s);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(changes[0][0].toInt(), end);
    QCOMPARE(prose.document()->lastBlock().text(), u"two three and four"_s);
    QVERIFY(prose.document()->lastBlock().textList());
}

void ProseDocumentTest::endIsWhereACursorStands_data() {
    QTest::addColumn<QString>("html");
    QTest::newRow("a word") << u"word"_s;
    QTest::newRow("lines") << u"some words that need more than one line at this width, as most do"_s;
    QTest::newRow("list") << u"<ul><li>one</li><li>two<ul><li>three</li></ul></li></ul>"_s;
    QTest::newRow("right to left") << u"\u05e9\u05dc\u05d5\u05dd \u05e9\u05dc\u05d5\u05dd"_s;
    QTest::newRow("code") << u"see <code>queue</code>"_s;
}

void ProseDocumentTest::endIsWhereACursorStands() {
    QFETCH(QString, html);
    Prose prose(m_engine);
    prose.content->setHtml(html);
    const QTextBlock last = prose.document()->lastBlock();
    const QPointF shift = prose.document()->documentLayout()->blockBoundingRect(last).topLeft();
    const QTextLine line = last.layout()->lineForTextPosition(last.length() - 1);
    const QRectF end = prose.content->end();
    // Layout counts in 64ths of a pixel.
    QVERIFY(std::abs(end.x() - (line.cursorToX(last.length() - 1) + shift.x())) < 0.1);
    QCOMPARE(end.y(), line.y() + shift.y());
    QCOMPARE(end.height(), line.height());
    QSignalSpy moved(prose.content, &ProseDocument::endChanged);
    prose.content->setHtml(html + u" more"_s);
    QVERIFY(moved.count() > 0);
}

void ProseDocumentTest::followsItsStyle() {
    Prose prose(m_engine);
    prose.content->setHtml(u"see <a href=\"http://a.b\">there</a>"_s);
    QVERIFY(prose.content->hasLinks());
    prose.content->setLinkColor(Qt::red);
    QTextCursor cursor(prose.document());
    cursor.movePosition(QTextCursor::End);
    QCOMPARE(cursor.charFormat().foreground().color(), QColor(Qt::red));
    prose.content->setLineHeight(48);
    QCOMPARE(prose.document()->size().height(), 48);
}

QTEST_MAIN(ProseDocumentTest)
#include "tst_prose_document.moc"
