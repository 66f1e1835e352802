#include <QRandomGenerator>
#include <QTest>

#include "app/exchange/file_names.h"
#include "tests/exchange/histories.h"

using namespace lanternfish::exchange;

class TestFileNames : public QObject {
    Q_OBJECT

private slots:
    void titlesBecomeSafe_data() {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* title, const char* name) {
            QTest::addRow("%s", title) << QString::fromUtf8(title) << QString::fromUtf8(name);
        };
        row("Plain title", "Plain title");
        row("../../etc/passwd", "etc passwd");
        row("..", "Untitled");
        row("", "Untitled");
        row("a/b\\c:d*e?f\"g<h>i|j", "a b c d e f g h i j");
        row("  spaces\t and\nlines ", "spaces and lines");
        row("ends with dots...", "ends with dots");
        row(".hidden", "hidden");
        row("-rf", "rf");
        row("CON", "_CON");
        row("nul.txt", "_nul.txt");
        row("Com7", "_Com7");
        row("lpt\u00b2", "_lpt\u00b2");
        row("console", "console");
        row("a\u202egpj.exe", "a gpj.exe");
        row("e\u0301", "\u00e9");
        row("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd");
    }

    void titlesBecomeSafe() {
        QFETCH(const QString, title);
        QFETCH(const QString, name);
        QCOMPARE(safeFileName(title, 60), name);
    }

    void longTitlesAreCutBetweenCharacters() {
        const QString fish = QStringLiteral("\U0001F41F");
        QCOMPARE(safeFileName(QString(100, u'x'), 10), QString(10, u'x'));
        QCOMPARE(safeFileName(fish.repeated(100), 5), fish.repeated(2));
        QCOMPARE(safeFileName(QStringLiteral("abcd\U0001F41F"), 5), QStringLiteral("abcd"));
    }

    void loneSurrogatesAreLeftOut() {
        QCOMPARE(safeFileName(QStringLiteral("a") + QChar(0xd800) + QStringLiteral("b"), 10), QStringLiteral("a b"));
    }

    void namesDifferWhateverTheCase() {
        FileNames names;
        QCOMPARE(names.take(QStringLiteral("Title"), 20, QStringLiteral(".md")), QStringLiteral("Title.md"));
        QCOMPARE(names.take(QStringLiteral("TITLE"), 20, QStringLiteral(".md")), QStringLiteral("TITLE (2).md"));
        QCOMPARE(names.take(QStringLiteral("title (2)"), 20, QStringLiteral(".md")),
                 QStringLiteral("title (2) (2).md"));
        QCOMPARE(names.take(QStringLiteral("title"), 20, QStringLiteral(".md")), QStringLiteral("title (3).md"));
    }

    void whateverTheTitlesNamesAreSafeAndDiffer() {
        QRandomGenerator random(4);
        FileNames names;
        QSet<QString> seen;
        for (int i = 0; i < 3000; ++i) {
            const QString name = names.take(histories::randomText(random, 4), 12, {});
            QVERIFY(!name.isEmpty() && name.size() <= 14);
            for (const QChar c : name) {
                QVERIFY2(!QStringView(u"/\\:*?\"<>|").contains(c) && c.unicode() >= 0x20, qUtf8Printable(name));
            }
            QVERIFY(!name.startsWith(u'.') && !name.endsWith(u'.') && !name.endsWith(u' '));
            QVERIFY(!seen.contains(name.toCaseFolded()));
            seen.insert(name.toCaseFolded());
        }
    }

    void manyEqualTitlesTakeLittleTime() {
        FileNames names;
        QString last;
        for (int i = 0; i < 50'000; ++i) {
            last = names.take(QStringLiteral("New chat"), 60, {});
        }
        QCOMPARE(last, QStringLiteral("New chat (50000)"));
    }
};

QTEST_GUILESS_MAIN(TestFileNames)
#include "tst_file_names.moc"
