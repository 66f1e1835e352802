#include <QTest>

#include "app/assistant/failure.h"
#include "app/exchange/file_names.h"
#include "ui/models/language.h"
#include "ui/models/sentence_announcer.h"
#include "ui/models/wording.h"

using namespace lanternfish;
using namespace Qt::StringLiterals;

class WordingTest : public QObject {
    Q_OBJECT

    ui::Language m_language{nullptr, QLocale(QLocale::English, QLocale::UnitedKingdom)};

private slots:
    void durations();
    void counts();
    void stats();
    void times();
    void german();
    void failures_data();
    void failures();
    void sentences();
    void sentencesAcrossPieces();
};

void WordingTest::durations() {
    QCOMPARE(ui::duration(6.2), u"6 s"_s);
    QCOMPARE(ui::duration(59.6), u"1 min 0 s"_s);
    QCOMPARE(ui::duration(125), u"2 min 5 s"_s);
    QCOMPARE(ui::duration(1.26, true), u"1.3 s"_s);
    QCOMPARE(ui::duration(12.6, true), u"13 s"_s);
}

void WordingTest::counts() {
    QCOMPARE(ui::wordsText(1), u"1 word"_s);
    QCOMPARE(ui::wordsText(0), u"0 words"_s);
    QCOMPARE(ui::tokensText(1234), u"1,234 tokens"_s);
    QCOMPARE(ui::wordCount(u"  two\n words "_s), 2);
    QCOMPARE(ui::wordCount(QString()), 0);
}

void WordingTest::stats() {
    QCOMPARE(ui::statsText({}), QString());
    store::AnswerStats stats;
    stats.generatedTokens = 1;
    QCOMPARE(ui::statsText(stats), u"1 token"_s);
    stats.generatedTokens = 30;
    stats.decodeSeconds = 4;
    QCOMPARE(ui::statsText(stats), u"30 tokens \u00b7 7.5 tokens/s"_s);
    QCOMPARE(ui::thinkingSummary(stats), u"Thought"_s);
    QCOMPARE(ui::thinkingDetail(stats), QString());
    stats.thinkingTokens = 1;
    QCOMPARE(ui::thinkingDetail(stats), u"1 token"_s);
    stats.thinkingSeconds = 0.2;
    QCOMPARE(ui::thinkingSummary(stats), u"Thought for 1 s"_s);
}

void WordingTest::times() {
    const QDate today(2026, 6, 3);
    QCOMPARE(ui::timeText(QDateTime(today, QTime(14, 5)), today), u"14:05"_s);
    QCOMPARE(ui::timeText(QDateTime(QDate(2026, 5, 9), QTime(9, 0)), today), u"9 May, 09:00"_s);
    QCOMPARE(ui::timeText(QDateTime(QDate(2025, 5, 9), QTime(9, 0)), today), u"9 May 2025, 09:00"_s);
    QCOMPARE(ui::timeText({}, today), QString());
}

void WordingTest::german() {
    m_language.setChoice(u"de"_s);
    store::AnswerStats stats;
    stats.generatedTokens = 1234;
    stats.decodeSeconds = 100;
    stats.firstTokenSeconds = 0.75;
    QCOMPARE(ui::statsText(stats), u"1.234 Token \u00b7 12,3 Token/s \u00b7 erstes Wort nach 0,8 s"_s);
    QCOMPARE(ui::wordsText(1), u"1 Wort"_s);
    QCOMPARE(ui::wordsText(2), u"2 W\u00f6rter"_s);
    const QDate today(2026, 6, 3);
    QCOMPARE(ui::timeText(QDateTime(QDate(2025, 3, 9), QTime(9, 0)), today), u"9. M\u00e4rz 2025, 09:00"_s);
    QCOMPARE(ui::sectionOf(QDate(2025, 3, 9), today), u"M\u00e4rz 2025"_s);
    m_language.setChoice(u"en"_s);
}

void WordingTest::failures_data() {
    QTest::addColumn<ErrorCode>("code");
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code)
        QTest::addRow("%d", code) << static_cast<ErrorCode>(code);
}

/// Every error has a sentence of its own in each language, and keeps its details.
void WordingTest::failures() {
    QFETCH(const ErrorCode, code);
    const Error error{code, "outer", std::make_shared<const Error>(Error{code, "inner at 0x12", nullptr})};
    static QSet<QString> seen;
    for (const QString& language : {u"en"_s, u"de"_s}) {
        m_language.setChoice(language);
        const QString text = assistant::failureText(error);
        const QString told = assistant::failureText(assistant::Failure(error, u"It failed."_s));
        const QString details =
            language == "de"_L1 ? u" Einzelheiten: outer: inner at 0x12"_s : u" Details: outer: inner at 0x12"_s;
        QVERIFY2(text.endsWith(details), qPrintable(text));
        QCOMPARE(told, u"It failed. "_s + text);
        const QString sentence = text.chopped(details.size());
        QVERIFY2(sentence.endsWith(u'.') && !seen.contains(sentence), qPrintable(sentence));
        seen.insert(sentence);
        QCOMPARE(assistant::failureText(assistant::Failure::said(code, u"All of it."_s)), u"All of it."_s);
    }
    QCOMPARE(exchange::safeFileName(u"..."_s, 80), u"Unbenannt"_s);
    m_language.setChoice(u"en"_s);
}

void WordingTest::sentences() {
    ui::SentenceAnnouncer announcer;
    QCOMPARE(announcer.take(u"Pi is 3."_s), QString());
    QCOMPARE(announcer.take(u"Pi is 3.14 and"_s), QString());
    QCOMPARE(announcer.take(u"Pi is 3.14 and more. Then"_s), u"Pi is 3.14 and more."_s);
    QCOMPARE(announcer.take(u"Pi is 3.14 and more. Then\n"_s), u"Then"_s);
    QCOMPARE(announcer.takeRest(u"Pi is 3.14 and more. Then\nlast"_s), u"last"_s);
    announcer.startAt(4);
    QCOMPARE(announcer.take(u"Old. New one! x"_s), u"New one!"_s);
    // A shorter text, as after a rewrite, is no reason to fail.
    QCOMPARE(announcer.take(u"x"_s), QString());
}

void WordingTest::sentencesAcrossPieces() {
    const QString text = u"One two. Three? Four!\n\n- five\n\u597d\u3002 six... seven. eight"_s;
    ui::SentenceAnnouncer announcer;
    QString heard;
    for (qsizetype size = 1; size <= text.size(); ++size)
        heard += announcer.take(text.first(size));
    heard += announcer.takeRest(text);
    const auto squeezed = [](QString words) { return words.remove(u' ').remove(u'\n'); };
    QCOMPARE(squeezed(heard), squeezed(text));
}

QTEST_MAIN(WordingTest)
#include "tst_wording.moc"
