#include <array>
#include <cstdio>
#include <cstdlib>
#include <QCommandLineParser>
#include <QCursor>
#include <QDir>
#include <QFileInfo>
#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQmlIncubationController>
#include <QQuickWindow>
#include <QSettings>
#include <QStyleHints>
#include <QTemporaryDir>
#include <QTest>
#include <string>

#include "tests/goldens/content.h"
#include "tests/goldens/pages.h"
#include "tests/goldens/picture.h"

namespace lanternfish::goldens {

using namespace Qt::StringLiterals;

namespace {

constexpr const char* kSansSerif = "Noto Sans";
constexpr const char* kFixed = "Noto Sans Mono";
constexpr int kCouldNotRun = 77;  // CTest takes it as skipped.

/// One way in which people have the window.
struct Variant {
    const char* name;
    const char* theme;
    bool highContrast = false;
    double textScale = 1;
    bool mirrored = false;
};

constexpr Variant kVariants[] = {
    {.name = "light", .theme = "light"},
    {.name = "dark", .theme = "dark"},
    {.name = "contrast", .theme = "dark", .highContrast = true},
    {.name = "large", .theme = "light", .textScale = 2},
    {.name = "mirrored", .theme = "light", .mirrored = true},
};

struct Request {
    Variant variant;
    QString pictures;  ///< The folder of the expected ones.
    QString results;   ///< The folder for what is unlike them.
    QString language;
    bool accept = false;
};

bool fontsAreThere() {
    return QFontInfo(QFont(QString::fromLatin1(kSansSerif))).family() == QLatin1StringView(kSansSerif) &&
           QFontInfo(QFontDatabase::systemFont(QFontDatabase::FixedFont)).family() == QLatin1StringView(kFixed);
}

}  // namespace

/// The pages of one variant, each from a start of its own.
class GoldensTest : public QObject {
    Q_OBJECT

public:
    explicit GoldensTest(Request request) : m_request(std::move(request)) {}

private slots:
    void initTestCase();
    void looks_data();
    void looks();

private:
    void writeSettings(const QString& folder) const;
    void judge(const QImage& actual);

    const Request m_request;
    QTemporaryDir m_folder;
    // Each page has an engine of its own. This one knows the window's types all the time: where the last engine that
    // knows them goes and another one comes, Qt 6.8 reads the names of the types that went with it.
    QQmlEngine m_types;
    QQmlComponent m_window{&m_types};
};

void GoldensTest::initTestCase() {
    m_window.loadFromModule("Lanternfish.Shell", "Main");
    QVERIFY2(m_window.isReady(), qPrintable(m_window.errorString()));
    const Result<void> written = writeHistory(m_folder.filePath(u"lanternfish.sqlite"_s));
    QVERIFY2(written, written ? "" : describe(written.error()).c_str());
}

void GoldensTest::looks_data() {
    QTest::addColumn<Page>("page");
    for (const Page& page : pages()) {
        QTest::addRow("%s", page.name) << page;
    }
}

void GoldensTest::writeSettings(const QString& folder) const {
    QSettings settings(folder + "/settings.ini"_L1, QSettings::IniFormat);
    settings.setValue(u"appearance/theme"_s, QString::fromLatin1(m_request.variant.theme));
    settings.setValue(u"appearance/contrast"_s, m_request.variant.highContrast ? u"on"_s : u"off"_s);
    settings.setValue(u"appearance/textScale"_s, m_request.variant.textScale);
    settings.setValue(u"appearance/motion"_s, u"on"_s);
    settings.setValue(u"language/choice"_s, m_request.language);
    settings.setValue(u"electricity/currency"_s, u"EUR"_s);  // else that of the computer's country
}

/// The window once it stays the same: for longer than the 150 ms after which the context is counted anew.
QImage settled(QQuickWindow* window) {
    constexpr int kBetween = 50;
    constexpr int kSame = 5;
    constexpr int kTries = 200;
    QImage last;
    for (int i = 0, same = 0; i < kTries; ++i) {
        QTest::qWait(kBetween);
        const QImage now = window->grabWindow();
        same = now == last && window->incubationController()->incubatingObjectCount() == 0 ? same + 1 : 0;
        if (same == kSame) {
            return now;
        }
        last = now;
    }
    return {};
}

void GoldensTest::looks() {
    QFETCH(const Page, page);
    QTest::failOnWarning();
    const QTemporaryDir folder;
    writeSettings(folder.path());
    if (page.history) {
        QVERIFY(QFile::copy(m_folder.filePath(u"lanternfish.sqlite"_s), folder.filePath(u"lanternfish.sqlite"_s)));
    }
    fakes::FakeScript script = page.script;
    script.modelName = page.demonstration ? "Lanternfish nano" : "V4-Flash Q2";
    script.deviceName = "Radeon RX 7900";
    assistant::AssistantOptions options = App::options(folder.path(), std::move(script), {});
    options.demonstration = page.demonstration;

    QCursor::setPos(0, 0);  // Outside of the window, which lies a little to the right and below.
    App app(folder.path(), std::move(options), &App::devices);
    const auto release = qScopeGuard([&page] {
        if (page.release) {
            page.release();
        }
    });
    QVERIFY(app.window != nullptr);
    app.window->resize(page.size);
    QVERIFY(QTest::qWaitForWindowActive(app.window));
    QVERIFY(QTest::qWaitFor([&] { return app.chat.state() != "loading"_L1; }));
    QVERIFY(page.arrange(app));
    fixContextOfNothing(app);
    const QImage actual = settled(app.window);
    QVERIFY2(!actual.isNull(), "the window never comes to rest");
    judge(actual);
}

void GoldensTest::judge(const QImage& actual) {
    const QString name =
        QString::fromLatin1(m_request.variant.name) + u'/' + QString::fromLatin1(QTest::currentDataTag()) + ".png"_L1;
    const QString golden = m_request.pictures + u'/' + name;
    const QImage expected(golden);
    const Comparison compared =
        expected.isNull() ? Comparison{.text = u"there is no such picture yet"_s} : compare(expected, actual);
    if (m_request.accept) {
        // What only the tolerance makes equal stays as it is.
        QVERIFY(compared.same || save(withFewColours(actual), golden));
        return;
    }
    const QString result = m_request.results + u'/' + name;
    const auto beside = [&](const char* what) {
        return result.chopped(4) + u'.' + QString::fromLatin1(what) + ".png"_L1;
    };
    for (const char* const what : {"actual", "expected", "difference"}) {
        QFile::remove(beside(what));
    }
    if (compared.same) {
        return;
    }
    QVERIFY(save(actual, beside("actual")));
    QVERIFY(expected.isNull() || save(expected, beside("expected")));
    QVERIFY(compared.difference.isNull() || save(compared.difference, beside("difference")));
    QFAIL(qPrintable(
        u"%1: %2. See %3 and, beside it, expected and difference"_s.arg(golden, compared.text, beside("actual"))));
}

namespace {

std::optional<Request> parse(const QStringList& arguments, QStringList& rest) {
    QCommandLineParser parser;
    const QCommandLineOption variant(u"variant"_s, {}, u"NAME"_s);
    const QCommandLineOption pictures(u"pictures"_s, {}, u"FOLDER"_s);
    const QCommandLineOption results(u"results"_s, {}, u"FOLDER"_s, u"."_s);
    const QCommandLineOption language(u"language"_s, {}, u"CODE"_s, u"en"_s);
    const QCommandLineOption accept(u"accept"_s);
    parser.addOptions({variant, pictures, results, language, accept});
    parser.addPositionalArgument(u"rest"_s, {});
    if (!parser.parse(arguments) || parser.value(pictures).isEmpty()) {
        return std::nullopt;
    }
    rest = QStringList{arguments.first()} + parser.positionalArguments();
    for (const Variant& each : kVariants) {
        if (QLatin1StringView(each.name) == parser.value(variant)) {
            return Request{.variant = each,
                           .pictures = parser.value(pictures),
                           .results = parser.value(results),
                           .language = parser.value(language),
                           .accept = parser.isSet(accept)};
        }
    }
    return std::nullopt;
}

int run(int argc, char** argv) {
    // Before Qt looks at the clock or at fonts.
    qputenv("TZ", "UTC");
    qputenv("FONTCONFIG_FILE", LANTERNFISH_GOLDENS_FONTS);
    QQuickWindow::setGraphicsApi(QSGRendererInterface::Software);
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    QStringList rest;
    const std::optional<Request> request = parse(arguments, rest);
    if (!request) {
        std::fprintf(stderr,
                     "usage: tst_goldens --pictures FOLDER --variant NAME [--results FOLDER] [--accept]"
                     " [--language CODE] [PAGE...]\n");
        return EXIT_FAILURE;
    }
    // Qt's own: the language decides the direction otherwise.
    std::array<std::string, 3> words = {"-platform", "offscreen", "-reverse"};
    std::array<char*, 5> own = {argv[0], words[0].data(), words[1].data(), words[2].data(), nullptr};
    int count = request->variant.mirrored ? 4 : 3;
    QGuiApplication application(count, own.data());
    if (!fontsAreThere()) {
        std::printf("skipped: the fonts %s and %s are not there (packages fonts-noto-core, fonts-noto-mono)\n",
                    kSansSerif, kFixed);
        return kCouldNotRun;
    }
    QCoreApplication::setApplicationVersion(u"0.1.0"_s);
    QGuiApplication::setFont(QFont(QString::fromLatin1(kSansSerif)));
    QGuiApplication::styleHints()->setCursorFlashTime(0);
    GoldensTest test(*request);
    QStringList pagesOnly{rest.first()};
    for (const QString& page : rest.mid(1)) {
        pagesOnly.append("looks:"_L1 + page);
    }
    return QTest::qExec(&test, pagesOnly);
}

}  // namespace

}  // namespace lanternfish::goldens

int main(int argc, char** argv) {
    return lanternfish::goldens::run(argc, argv);
}

#include "tst_goldens.moc"
