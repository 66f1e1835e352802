#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "ui/models/answer_pacer.h"

namespace lanternfish::ui {

class TestAnswerPacer : public QObject {
    Q_OBJECT

    static store::Message answer(const QString& text, store::Status status, store::MessageId id = 2) {
        store::Message message;
        message.id = id;
        message.role = store::Role::Assistant;
        message.status = status;
        message.text = text;
        return message;
    }

    struct Seen {
        explicit Seen(AnswerPacer& pacer) {
            connect(&pacer, &AnswerPacer::updated, &pacer, [this](const store::Message& m) {
                QCOMPARE(m.status, store::Status::Streaming);
                texts.append(m.text);
            });
            connect(&pacer, &AnswerPacer::finished, &pacer, [this](const store::Message& m) {
                texts.append(m.text);
                ++ends;
            });
        }
        QStringList texts;
        int ends = 0;
    };

private slots:
    void wholeAnswerAtOnceComesInSteps() {
        AnswerPacer pacer;
        Seen seen(pacer);
        const QString text = QStringLiteral("Hello! How can I help you today?");
        QElapsedTimer clock;
        clock.start();
        pacer.update(answer(text, store::Status::Streaming), 0);
        QCOMPARE(seen.texts.size(), 1);  // The first words never wait.
        QVERIFY(!seen.texts.first().isEmpty() && seen.texts.first() != text);
        pacer.finish(answer(text, store::Status::Complete), 0);
        QTRY_COMPARE(seen.ends, 1);
        QVERIFY(clock.elapsed() < 2000);
        QVERIFY2(seen.texts.size() >= 6, qPrintable(seen.texts.join('|')));
        for (qsizetype i = 1; i < seen.texts.size(); ++i) {
            QVERIFY(seen.texts[i].startsWith(seen.texts[i - 1]));
            QVERIFY(seen.texts[i].size() > seen.texts[i - 1].size());
        }
        QCOMPARE(seen.texts.last(), text);
    }

    void slowTokensPassWithoutDelay() {
        AnswerPacer pacer;
        Seen seen(pacer);
        QString text;
        for (int i = 0; i < 3; ++i) {
            text += u'x';
            pacer.update(answer(text, store::Status::Streaming), 0);
            QCOMPARE(seen.texts.last(), text);
            QTest::qWait(90);
        }
        pacer.finish(answer(text, store::Status::Complete), 0);
        QCOMPARE(seen.ends, 1);
    }

    void stoppedAnswerIsWholeAtOnce() {
        AnswerPacer pacer;
        Seen seen(pacer);
        const QString text(400, u'x');
        pacer.update(answer(text, store::Status::Streaming), 0);
        pacer.finish(answer(text, store::Status::Stopped), 0);
        QCOMPARE(seen.ends, 1);
        QCOMPARE(seen.texts.last(), text);
    }

    void continuedAnswerKeepsWhatIsOnView() {
        AnswerPacer pacer;
        Seen seen(pacer);
        pacer.update(answer(QStringLiteral("On view. New words here."), store::Status::Streaming), 8);
        QVERIFY(seen.texts.first().startsWith(QStringLiteral("On view.")));
    }

    void nextMessageFlushesTheLast() {
        AnswerPacer pacer;
        Seen seen(pacer);
        const QString text(400, u'x');
        pacer.finish(answer(text, store::Status::Complete), 0);
        QCOMPARE(seen.ends, 0);
        pacer.update(answer(QStringLiteral("y"), store::Status::Streaming, 4), 0);
        QCOMPARE(seen.ends, 1);
        QCOMPARE(seen.texts[seen.texts.size() - 2], text);
        QCOMPARE(seen.texts.last(), QStringLiteral("y"));
    }

    void charactersStayWhole() {
        AnswerPacer pacer;
        Seen seen(pacer);
        const QString text =
            QStringLiteral("👩‍🚀é👩‍🚀é👩‍🚀é👩‍🚀é👩‍🚀é👩‍🚀é");
        pacer.finish(answer(text, store::Status::Complete), 0);
        QTRY_COMPARE(seen.ends, 1);
        for (const QString& part : seen.texts) {
            QVERIFY(part.endsWith(u'é') || part.endsWith(QStringLiteral("🚀")));
        }
    }
};

}  // namespace lanternfish::ui

QTEST_GUILESS_MAIN(lanternfish::ui::TestAnswerPacer)
#include "tst_answer_pacer.moc"
