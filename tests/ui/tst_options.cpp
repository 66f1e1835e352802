#include <QTest>

#include "app/options.h"

namespace lanternfish::app {

class TestOptions : public QObject {
    Q_OBJECT

private slots:
    void takesEverything() {
        const auto options =
            parseOptions({"lanternfish", "--model", "m.gguf", "--data=d", "--backend", "cpu", "--theme", "dark",
                          "--size", "800x600", "--screenshot", "s.png", "--ask", "Why?"});
        QVERIFY(options.has_value());
        QCOMPARE(options->model, "m.gguf");
        QCOMPARE(options->data, "d");
        QCOMPARE(options->backend, "cpu");
        QCOMPARE(options->theme, "dark");
        QCOMPARE(options->size, QSize(800, 600));
        QCOMPARE(options->screenshot, "s.png");
        QCOMPARE(options->ask, "Why?");
    }

    void noneIsTheUsersOwn() {
        const auto options = parseOptions({"lanternfish"});
        QVERIFY(options.has_value());
        QVERIFY(options->model.isEmpty());
        QVERIFY(options->data.isEmpty());
        QVERIFY(!options->size.isValid());
    }

    void takesExportAndImport() {
        const auto written = parseOptions({"lanternfish", "--export", "out", "--format", "pdf"});
        QVERIFY(written.has_value());
        QCOMPARE(written->exportTarget, "out");
        QCOMPARE(written->exportFormat, exchange::Format::Pdf);
        const auto read = parseOptions({"lanternfish", "--import", "in.json"});
        QVERIFY(read.has_value());
        QCOMPARE(read->importFile, "in.json");
        QCOMPARE(read->exportFormat, exchange::Format::History);
    }

    void refuses_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown") << QStringList{"--wrong"} << "wrong";
        QTest::newRow("positional") << QStringList{"file.gguf"} << "file.gguf";
        QTest::newRow("missing value") << QStringList{"--model"} << "model";
        QTest::newRow("empty value") << QStringList{"--model", ""} << "--model";
        QTest::newRow("theme") << QStringList{"--theme", "blue"} << "blue";
        QTest::newRow("size words") << QStringList{"--size", "big"} << "big";
        QTest::newRow("size small") << QStringList{"--size", "100x100"} << "100x100";
        QTest::newRow("size huge") << QStringList{"--size", "800x99999999999"} << "99999999999";
        QTest::newRow("size three") << QStringList{"--size", "800x600x2"} << "800x600x2";
        QTest::newRow("picture only") << QStringList{"--screenshot", "s.png"} << "--ask";
        QTest::newRow("question only") << QStringList{"--ask", "x"} << "--screenshot";
        QTest::newRow("export and import") << QStringList{"--export", "a", "--import", "b"} << "--import";
        QTest::newRow("format") << QStringList{"--export", "a", "--format", "docx"} << "docx";
        QTest::newRow("format only") << QStringList{"--format", "pdf"} << "--export";
        QTest::newRow("conversation") << QStringList{"--verify-history", "d", "--conversation", "x"} << "x";
    }

    void refuses() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        const auto options = parseOptions(QStringList{"lanternfish"} + arguments);
        QVERIFY(!options.has_value());
        QCOMPARE(options.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(options.error().message.find(named.toStdString()) != std::string::npos,
                 options.error().message.c_str());
    }
};

}  // namespace lanternfish::app

QTEST_GUILESS_MAIN(lanternfish::app::TestOptions)
#include "tst_options.moc"
