#include <QBuffer>
#include <QProcess>
#include <QStandardPaths>

#include "app/exchange/pdf_writer.h"
#include "tests/exchange/histories.h"

using namespace histories;
using namespace lanternfish::exchange;

namespace {

/// What another program reads in the file; pages end with a form feed.
QString textOf(const QString& path) {
    QProcess process;
    process.start(QStringLiteral("pdftotext"), {QStringLiteral("-layout"), path, QStringLiteral("-")});
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput());
}

QString numberedLines(int count) {
    QString text = QStringLiteral("```cpp\n");
    for (int i = 1; i <= count; ++i) {
        text += QStringLiteral("int line_%1 = %1;\n").arg(i);
    }
    return text + QStringLiteral("```");
}

}  // namespace

class TestPdf : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        m_canRead = !QStandardPaths::findExecutable(QStringLiteral("pdftotext")).isEmpty();
        QVERIFY(m_repository.insertConversation(conversation(1, QStringLiteral("A long talk"))));
        QVERIFY(m_repository.insertMessage(question(1, 1, {}, QStringLiteral("Größe? Please tell."))));
        store::Message answered =
            answer(2, 1, 1,
                   QStringLiteral("# Result\n\nIt is **big** and:\n\n- first\n  - inner\n- second\n\n"
                                  "| name | count |\n|---|--:|\n| fish | 12 |\n\n> a quote\n\n") +
                       numberedLines(300) + QStringLiteral("\n\n```\n") + QString(400, u'w') +
                       QStringLiteral("END\n```\n\nThe last words."));
        answered.reasoning = QStringLiteral("I think so.");
        answered.model = QStringLiteral("nano");
        QVERIFY(m_repository.insertMessage(answered));
    }

    void pagesHoldAllText() {
        const QString path = written({});
        QVERIFY(contentOf(path).startsWith("%PDF-"));
        if (!m_canRead) {
            QSKIP("there is no pdftotext to read the pages with");
        }
        const QString text = textOf(path);
        const QStringList pages = text.split(u'\f', Qt::SkipEmptyParts);
        QVERIFY(pages.size() >= 5);
        for (qsizetype i = 0; i < pages.size(); ++i) {
            QVERIFY2(pages[i].contains(QStringLiteral("Page %1 of %2").arg(i + 1).arg(pages.size())),
                     qUtf8Printable(pages[i]));
            QVERIFY(pages[i].contains(QStringLiteral("A long talk")));
        }
        qsizetype after = 0;
        for (const char* part : {"Größe? Please tell.", "Thinking", "I think so.", "Result", "It is big and:", "first",
                                 "inner", "second", "fish", "a quote", "int line_1 = 1;", "int line_150 = 150;",
                                 "int line_300 = 300;", "END", "The last words."}) {
            const qsizetype at = text.indexOf(QString::fromUtf8(part), after);
            QVERIFY2(at >= 0, part);
            after = at;
        }
        for (int i = 1; i <= 300; ++i) {
            QCOMPARE(text.count(QStringLiteral("int line_%1 = %1;").arg(i)), 1);
        }
        // A line without blanks is wrapped, not cut off.
        QCOMPARE(text.count(u'w') - text.sliced(0, text.indexOf(QStringLiteral("wwww"))).count(u'w') -
                     QStringLiteral("The last words.").count(u'w'),
                 400);
    }

    void tasksHaveBoxesInPlaceOfBullets() {
        if (!m_canRead) {
            QSKIP("there is no pdftotext to read the pages with");
        }
        store::Repository repository = memory();
        QVERIFY(repository.insertConversation(conversation(1, QStringLiteral("Tasks"))));
        QVERIFY(repository.insertMessage(question(1, 1, {}, QStringLiteral("?"))));
        QVERIFY(repository.insertMessage(
            answer(2, 1, 1, QStringLiteral("- [x] done\n- [ ] open\n  - plain\n\n1. [x] first\n2. second"))));
        const QString path = m_folder.filePath(QStringLiteral("tasks.pdf"));
        QVERIFY(exportHistory(HistoryAccess::direct(repository), request(QStringLiteral("tasks.pdf"), {}), {}));
        const QString text = textOf(path).simplified();
        QVERIFY2(text.contains(QStringLiteral("\u2611 done \u2610 open plain 1. \u2611 first 2. second")),
                 qUtf8Printable(text));
    }

    void thinkingMayBeLeftOut() {
        if (!m_canRead) {
            QSKIP("there is no pdftotext to read the pages with");
        }
        QVERIFY(!textOf(written({.thinking = false})).contains(QStringLiteral("I think so.")));
    }

    void aStopEndsIt() {
        std::stop_source source;
        source.request_stop();
        const auto stopped = exportHistory(HistoryAccess::direct(m_repository),
                                           request(QStringLiteral("stopped.pdf"), {}), {.stop = source.get_token()});
        QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(m_folder.filePath(QStringLiteral("stopped.pdf"))));
    }

private:
    ExportRequest request(const QString& name, const TranscriptOptions& options) {
        return {.selection = {.scope = Selection::Scope::Conversations, .conversations = {1}},
                .format = Format::Pdf,
                .target = m_folder.filePath(name),
                .existing = Existing::Replace,
                .transcript = options};
    }

    QString written(const TranscriptOptions& options) {
        const QString name = QStringLiteral("talk.pdf");
        const auto report = exportHistory(HistoryAccess::direct(m_repository), request(name, options), {});
        return report ? m_folder.filePath(name) : QString::fromStdString(describe(report.error()));
    }

    QTemporaryDir m_folder;
    store::Repository m_repository = memory();
    bool m_canRead = false;
};

QTEST_MAIN(TestPdf)
#include "tst_pdf.moc"
