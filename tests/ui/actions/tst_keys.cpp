#include <QTest>

#include "ui/actions/keys.h"

using namespace lanternfish::actions;
using namespace Qt::StringLiterals;

class KeysTest : public QObject {
    Q_OBJECT

private slots:
    void eventsBecomeText() {
        QCOMPARE(keysOf(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier), u"Ctrl+Shift+N"_s);
        QCOMPARE(keysOf(Qt::Key_F6, Qt::NoModifier), u"F6"_s);
        QCOMPARE(keysOf(Qt::Key_Up, Qt::AltModifier), u"Alt+Up"_s);
        QCOMPARE(keysOf(Qt::Key_Control, Qt::ControlModifier), QString());
        QCOMPARE(keysOf(0, Qt::NoModifier), QString());
    }

    void signsLoseTheShiftThatMadeThem() {
        QCOMPARE(keysOf(Qt::Key_Plus, Qt::ControlModifier | Qt::ShiftModifier), u"Ctrl++"_s);
        QCOMPARE(keysOf(Qt::Key_Plus, Qt::ControlModifier | Qt::KeypadModifier), u"Ctrl++"_s);
        QCOMPARE(keysOf(Qt::Key_F6, Qt::ShiftModifier), u"Shift+F6"_s);
    }

    void typingAndEditingStayFree() {
        for (const auto* keys : {"A", "Shift+A", "Return", "Tab", "Shift+Tab", "Space", "Up", "Esc", "Ctrl+C", "Ctrl+V",
                                 "Ctrl+Z", "Ctrl+A", "", "Ctrl", "Ctrl+K, Ctrl+C", "nonsense", "Ctrl+nonsense"}) {
            QVERIFY2(problemWith(QString::fromLatin1(keys)), keys);
        }
        for (const auto* keys : {"Ctrl+K", "F1", "Shift+F6", "Alt+Up", "Ctrl+,", "Ctrl++", "Meta+X", "Ctrl+;"}) {
            QVERIFY2(!problemWith(QString::fromLatin1(keys)), keys);
        }
        QVERIFY(!problemWith(u"Esc"_s, BareKeys::Escape));
        QVERIFY(problemWith(u"A"_s, BareKeys::Escape));
        QVERIFY(!problemWith(u"A"_s, BareKeys::Letters));
        QVERIFY(!problemWith(u"\u00c4"_s, BareKeys::Letters));
        for (const QString& keys : {u"Esc"_s, u"Space"_s, u"Return"_s, u"Left"_s, u"1"_s, u"Ctrl+C"_s})
            QVERIFY2(problemWith(keys, BareKeys::Letters), qPrintable(keys));
    }

    void storedTextIsNotTrusted() {
        QCOMPARE(readKeys(QString()), QStringList());
        QCOMPARE(readKeys(u"Ctrl++; Ctrl+="_s), QStringList({u"Ctrl++"_s, u"Ctrl+="_s}));
        QCOMPARE(readKeys(u"ctrl+n"_s), QStringList({u"Ctrl+N"_s}));
        QCOMPARE(readKeys(u"Ctrl+N; Ctrl+N; A; \u00a7\u00a7"_s), QStringList({u"Ctrl+N"_s}));
        QCOMPARE(readKeys(u"Ctrl+;; Ctrl+,"_s), QStringList({u"Ctrl+;"_s, u"Ctrl+,"_s}));
        QCOMPARE(readKeys(u"Ctrl+1; Ctrl+2; Ctrl+3; Ctrl+4; Ctrl+5"_s)->size(), 4);
        QVERIFY(!readKeys(u"A"_s));
        QVERIFY(!readKeys(u"; "_s));
        QVERIFY(!readKeys(QString(u'\0')));
        QVERIFY(!readKeys(u"Ctrl+N; "_s.repeated(100000)));
    }

    void writingIsUndoneByReading() {
        const QStringList keys{u"Ctrl+;"_s, u"Ctrl+,"_s, u"Alt+Up"_s};
        QCOMPARE(readKeys(writeKeys(keys)), keys);
        QCOMPARE(readKeys(writeKeys({})), QStringList());
    }
};

QTEST_MAIN(KeysTest)
#include "tst_keys.moc"
