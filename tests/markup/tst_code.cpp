#include <KSyntaxHighlighting/Definition>
#include <QTest>

#include "app/markup/code_highlighter.h"
#include "app/markup/code_languages.h"

using namespace lanternfish::markup;
using namespace Qt::StringLiterals;

class CodeTest : public QObject {
    Q_OBJECT

private slots:
    void languages_data();
    void languages();
    void manyUnknownLanguages();
    void tokens();
    void stateGoesOnOverLines();
    void withoutDefinitionNothingIsColoured();
    void coloursFollowTheTheme();

private:
    CodeLanguages m_languages;
};

void CodeTest::languages_data() {
    QTest::addColumn<QString>("fence");
    QTest::addColumn<QString>("definition");
    QTest::addColumn<QString>("displayName");
    const auto row = [](const char* fence, const QString& definition, const QString& display) {
        QTest::newRow(fence) << QString::fromLatin1(fence) << definition << display;
    };
    for (const char* fence : {"cpp", "C++", "c++", "cxx", "hpp", "h"})
        row(fence, u"C++"_s, u"C++"_s);
    for (const char* fence : {"sh", "bash", "shell", "console"})
        row(fence, u"Bash"_s, u"Bash"_s);
    for (const char* fence : {"py", "python", "Python3"})
        row(fence, u"Python"_s, u"Python"_s);
    row("c", u"C"_s, u"C"_s);
    row("js", u"JavaScript"_s, u"JavaScript"_s);
    row("ts", u"TypeScript"_s, u"TypeScript"_s);
    row("rust", u"Rust"_s, u"Rust"_s);
    row("rs", u"Rust"_s, u"Rust"_s);
    row("go", u"Go"_s, u"Go"_s);
    row("java", u"Java"_s, u"Java"_s);
    row("json", u"JSON"_s, u"JSON"_s);
    row("yaml", u"YAML"_s, u"YAML"_s);
    row("yml", u"YAML"_s, u"YAML"_s);
    row("html", u"HTML"_s, u"HTML"_s);
    row("css", u"CSS"_s, u"CSS"_s);
    row("sql", u"SQL"_s, u"SQL"_s);
    row("csharp", u"C#"_s, u"C#"_s);
    row("cs", u"C#"_s, u"C#"_s);
    row("kotlin", u"Kotlin"_s, u"Kotlin"_s);
    row("cmake", u"CMake"_s, u"CMake"_s);
    row("diff", u"Diff"_s, u"Diff"_s);
    row("qml", u"QML"_s, u"QML"_s);
    row("dockerfile", u"Dockerfile"_s, u"Dockerfile"_s);
    row("Makefile", u"Makefile"_s, u"Makefile"_s);
    row("src/main.rs", u"Rust"_s, u"Rust"_s);
    row("python:app.py", u"Python"_s, u"Python"_s);
    row("{.python}", u"Python"_s, u"Python"_s);
    row("", QString(), QString());
    row("text", QString(), QString());
    row("brainwave", QString(), u"brainwave"_s);
}

void CodeTest::languages() {
    QFETCH(QString, fence);
    const CodeLanguage language = m_languages.resolve(fence);
    QTEST(language.definition, "definition");
    QTEST(language.displayName, "displayName");
}

void CodeTest::manyUnknownLanguages() {
    for (int i = 0; i < 2000; ++i)
        QCOMPARE(m_languages.resolve(u"no-such-%1"_s.arg(i)).definition, QString());
    QCOMPARE(m_languages.resolve(QString(10'000, u'x')).displayName.size(), 40);
}

void CodeTest::tokens() {
    CodeHighlighter highlighter;
    highlighter.setDefinition(m_languages.definition(u"C++"_s));
    const QString line = u"return static_cast<int>(42); // why \"not\""_s;
    const CodeHighlighter::Line result = highlighter.highlight(line, {});
    QHash<QString, SyntaxToken> found;
    int end = 0;
    for (const auto& piece : result.pieces) {
        QCOMPARE_GE(piece.offset, end);
        end = piece.offset + piece.length;
        QCOMPARE_LE(end, line.size());
        found.insert(line.sliced(piece.offset, piece.length), piece.token);
    }
    QCOMPARE(found.value(u"return"_s), SyntaxToken::Keyword);
    QCOMPARE(found.value(u"int"_s), SyntaxToken::Type);
    QCOMPARE(found.value(u"42"_s), SyntaxToken::Number);
    QCOMPARE(found.value(u"//"_s, found.value(u"// why \"not\""_s)), SyntaxToken::Comment);
}

void CodeTest::stateGoesOnOverLines() {
    CodeHighlighter highlighter;
    highlighter.setDefinition(m_languages.definition(u"C++"_s));
    const auto first = highlighter.highlight(u"/* begins", {});
    const auto second = highlighter.highlight(u"int", first.end);
    QCOMPARE(second.pieces.size(), 1);
    QCOMPARE(second.pieces[0].token, SyntaxToken::Comment);
    const auto third = highlighter.highlight(u"*/ int", second.end);
    QCOMPARE(third.pieces.last().token, SyntaxToken::Type);
}

void CodeTest::withoutDefinitionNothingIsColoured() {
    CodeHighlighter highlighter;
    QVERIFY(highlighter.highlight(u"return 1;", {}).pieces.isEmpty());
    highlighter.setDefinition(m_languages.definition(u"C++"_s));
    QVERIFY(highlighter.highlight(QString(100'000, u'1'), {}).pieces.isEmpty());
}

void CodeTest::coloursFollowTheTheme() {
    QCOMPARE(syntaxColor(SyntaxToken::Keyword, SyntaxTheme::Light), QColor(u"#7A3E9D"_s));
    QCOMPARE(syntaxColor(SyntaxToken::Function, SyntaxTheme::Light), QColor(u"#2A5DA6"_s));
    QCOMPARE(syntaxColor(SyntaxToken::Keyword, SyntaxTheme::Dark), QColor(u"#C9A6F0"_s));
    QCOMPARE(syntaxColor(SyntaxToken::Comment, SyntaxTheme::Dark), QColor(u"#90A0A8"_s));
    QVERIFY(!syntaxColor(SyntaxToken::Plain, SyntaxTheme::Dark).isValid());
}

QTEST_GUILESS_MAIN(CodeTest)
#include "tst_code.moc"
