#include <QTest>

#include "ui/actions/fuzzy_rank.h"

using namespace lanternfish::actions;
using namespace Qt::StringLiterals;

class FuzzyRankTest : public QObject {
    Q_OBJECT

private slots:
    void kindsStandInOrder_data() {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("texts");
        QTest::addRow("every kind") << u"set"_s
                                    << QStringList{u"Set"_s,
                                                   u"Settings of everything there is in this long title"_s,
                                                   u"A set"_s,
                                                   u"Reset"_s,
                                                   u"Show every table"_s,
                                                   u"Some elephants eat"_s};
        QTest::addRow("initials before letters") << u"nc"_s << QStringList{u"New conversation"_s, u"Nice"_s};
        QTest::addRow("shorter first") << u"dark"_s << QStringList{u"Dark mode"_s, u"Dark mode of the window"_s};
    }

    void kindsStandInOrder() {
        QFETCH(QString, query);
        QFETCH(QStringList, texts);
        const FuzzyRank rank(query);
        double before = 1.1;
        for (const QString& text : std::as_const(texts)) {
            const auto found = rank.of(text);
            QVERIFY2(found, qPrintable(text));
            QVERIFY2(*found < before, qPrintable(text));
            QVERIFY(*found >= 0 && *found <= 1);
            before = *found;
        }
    }

    void kindsAreAStepApart() {
        const FuzzyRank rank(u"se"_s);
        const QString rest = u" and more of it"_s.repeated(200);
        // The longest of a kind is still above the shortest of the next, by more than may be added.
        const auto gap = [&rank](const QString& above, const QString& below) {
            return *rank.of(above) - *rank.of(below);
        };
        QVERIFY(gap(u"set"_s + rest, u"a se"_s) > FuzzyRank::kStep / 2);
        QVERIFY(gap(u"a set"_s + rest, u"use"_s) > FuzzyRank::kStep / 2);
        QVERIFY(gap(u"reset"_s + rest, u"s e"_s) > FuzzyRank::kStep / 2);
        QVERIFY(gap(u"s e"_s + rest, u"sxe"_s) > FuzzyRank::kStep / 2);
    }

    void caseAndAccentsDoNotCount() {
        QCOMPARE(FuzzyRank(u"ubersicht"_s).of(u"\u00dcbersicht"_s), 1.0);
        QCOMPARE(FuzzyRank(u"\u00dcBER"_s).of(u"uber"_s), 1.0);
        QCOMPARE(FuzzyRank(u"strasse"_s).of(u"Stra\u00dfe"_s), 1.0);
    }

    void severalWordsInAnyOrder() {
        const FuzzyRank rank(u"  text larger "_s);
        QVERIFY(rank.of(u"Larger text"_s));
        QVERIFY(!rank.of(u"Larger window"_s));
        QVERIFY(*FuzzyRank(u"larger text"_s).of(u"Larger text"_s) > *rank.of(u"Larger text"_s));
    }

    void nothingTypedMatchesAll() {
        QVERIFY(FuzzyRank(u"  "_s).isEmpty());
        QCOMPARE(FuzzyRank(QString()).of(u"x"_s), 0.0);
    }

    void othersAreLeftOut() {
        QVERIFY(!FuzzyRank(u"xyz"_s).of(u"Settings"_s));
        QVERIFY(!FuzzyRank(u"gnittes"_s).of(u"Settings"_s));
        QVERIFY(!FuzzyRank(u"a"_s).of(QString()));
    }
};

QTEST_GUILESS_MAIN(FuzzyRankTest)
#include "tst_fuzzy_rank.moc"
