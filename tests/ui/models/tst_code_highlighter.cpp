#include <QQmlComponent>
#include <QQmlEngine>
#include <QQmlExtensionPlugin>
#include <QQuickTextDocument>
#include <QTest>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

#include "ui/models/code_highlighter_item.h"

Q_IMPORT_QML_PLUGIN(Lanternfish_ModelsPlugin)

using namespace lanternfish;
using namespace Qt::StringLiterals;

/// Through QML, as the code block uses it.
class CodeHighlighterTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void coloursByTheme();
    void followsTextAndDefinition();
    void changedStateReachesLinesBelow();
    void unknownDefinitionStaysPlain();
    void outlivesTheDocument();

private:
    QColor colourOf(int line, const QString& word) const;

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_root;
    QTextDocument* m_document = nullptr;
};

void CodeHighlighterTest::init() {
    QQmlComponent component(&m_engine);
    component.setData(R"(
        import QtQuick
        import Lanternfish.Models
        TextEdit {
            id: edit
            property alias definition: highlighter.definition
            property alias dark: highlighter.dark
            property alias highContrast: highlighter.highContrast
            textFormat: TextEdit.PlainText
            text: "return 1;\nint a; // x"
            CodeHighlighter { id: highlighter; textDocument: edit.textDocument; definition: "C++" }
        })",
                      QUrl());
    m_root.reset(component.create());
    QVERIFY2(m_root, qPrintable(component.errorString()));
    m_document = m_root->property("textDocument").value<QQuickTextDocument*>()->textDocument();
    // The first colouring is queued by the text document.
    QTRY_VERIFY(colourOf(0, u"return"_s).isValid());
}

QColor CodeHighlighterTest::colourOf(int line, const QString& word) const {
    const QTextBlock block = m_document->findBlockByNumber(line);
    const auto at = static_cast<int>(block.text().indexOf(word));
    for (const QTextLayout::FormatRange& range : block.layout()->formats()) {
        if (at >= range.start && at < range.start + range.length)
            return range.format.foreground().color();
    }
    return {};
}

void CodeHighlighterTest::coloursByTheme() {
    using markup::SyntaxTheme;
    using markup::SyntaxToken;
    QCOMPARE(colourOf(0, u"return"_s), markup::syntaxColor(SyntaxToken::Keyword, SyntaxTheme::Light));
    QCOMPARE(colourOf(1, u"int"_s), markup::syntaxColor(SyntaxToken::Type, SyntaxTheme::Light));
    m_root->setProperty("dark", true);
    QCOMPARE(colourOf(0, u"return"_s), markup::syntaxColor(SyntaxToken::Keyword, SyntaxTheme::Dark));
    m_root->setProperty("highContrast", true);
    QCOMPARE(colourOf(0, u"1"_s), markup::syntaxColor(SyntaxToken::Number, SyntaxTheme::HighContrastDark));
}

void CodeHighlighterTest::followsTextAndDefinition() {
    m_root->setProperty("text", u"def f():\n    return None"_s);
    m_root->setProperty("definition", u"Python"_s);
    QTRY_COMPARE(colourOf(0, u"def"_s), markup::syntaxColor(markup::SyntaxToken::Keyword, markup::SyntaxTheme::Light));
}

void CodeHighlighterTest::changedStateReachesLinesBelow() {
    QTextCursor cursor(m_document);
    cursor.insertText(u"/* "_s);
    const QColor comment = markup::syntaxColor(markup::SyntaxToken::Comment, markup::SyntaxTheme::Light);
    QTRY_COMPARE(colourOf(1, u"int"_s), comment);
    cursor.movePosition(QTextCursor::Start);
    cursor.movePosition(QTextCursor::Right, QTextCursor::KeepAnchor, 3);
    cursor.removeSelectedText();
    QTRY_COMPARE(colourOf(1, u"int"_s), markup::syntaxColor(markup::SyntaxToken::Type, markup::SyntaxTheme::Light));
}

void CodeHighlighterTest::unknownDefinitionStaysPlain() {
    m_root->setProperty("definition", u"No such language"_s);
    QTRY_VERIFY(!colourOf(0, u"return"_s).isValid());
}

void CodeHighlighterTest::outlivesTheDocument() {
    auto item = std::make_unique<ui::CodeHighlighterItem>();
    item->setTextDocument(m_root->property("textDocument").value<QQuickTextDocument*>());
    m_root.reset();
    QVERIFY(!item->textDocument());
    item->setDark(true);
    item->setDefinition(u"C++"_s);
    item->setTextDocument(nullptr);
}

QTEST_MAIN(CodeHighlighterTest)
#include "tst_code_highlighter.moc"
