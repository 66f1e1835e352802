#include <array>
#include <cstdio>
#include <memory>
#include <optional>
#include <QColor>
#include <QCoreApplication>
#include <QDir>
#include <QGuiApplication>
#include <QIcon>
#include <QQuickWindow>
#include <QSettings>
#include <QThread>
#include <QUrl>
#include <string>

#include "app/assistant/assistant.h"
#include "app/exchange_command.h"
#include "app/history_check.h"
#include "app/options.h"
#include "app/platform/desktop_wishes.h"
#include "app/platform/instance_lock.h"
#include "app/platform/paths.h"
#include "app/unattended_run.h"
#include "app/windows.h"
#include "lanternfish/engine.h"
#include "ui/models/language.h"

namespace {

using namespace lanternfish;

constexpr int kFailure = 1;
constexpr int kBadUsage = 2;

int complain(const QString& message, int code = kFailure) {
    std::fprintf(stderr, "lanternfish: %s\n", qUtf8Printable(message));
    return code;
}

int complain(const Error& error, int code = kFailure) {
    return complain(QString::fromStdString(describe(error)), code);
}

void nameApplication() {
    QCoreApplication::setApplicationName(QStringLiteral("lanternfish"));
    QCoreApplication::setOrganizationName(QStringLiteral("lanternfish"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(version()));
}

struct Places {
    QString database;
    QUrl settings;  ///< Empty: the user's normal one.
    std::filesystem::path model;
    bool demonstration = false;
};

Result<Places> findPlaces(const app::Options& options) {
    Places places;
    if (options.data.isEmpty()) {
        LF_TRY(const QString folder, platform::dataDirectory());
        places.database = platform::databasePath(folder);
    } else {
        const QDir folder(QDir(options.data).absolutePath());
        if (!folder.mkpath(QStringLiteral("."))) {
            return makeError(ErrorCode::Io, options.data.toStdString() + ": the folder can't be made");
        }
        places.database = platform::databasePath(folder.path());
        places.settings = QUrl::fromLocalFile(folder.filePath(QStringLiteral("settings.ini")));
    }
    places.demonstration = options.model.isEmpty();
    if (places.demonstration) {
        LF_TRY(places.model, platform::builtInModel());
    } else {
        places.model = std::filesystem::path(QDir::toNativeSeparators(options.model).toStdString());
    }
    return places;
}

/// What the settings page last chose; it writes the same key.
QString chosen(const Places& places, const QString& key, const QString& otherwise) {
    const QString file = places.settings.toLocalFile();
    const auto settings =
        file.isEmpty() ? std::make_unique<QSettings>() : std::make_unique<QSettings>(file, QSettings::IniFormat);
    return settings->value(key, otherwise).toString();
}

assistant::AssistantOptions assistantOptions(const app::Options& options, const Places& places) {
    assistant::AssistantOptions result;
    result.databasePath = places.database;
    result.modelPath = places.model;
    result.demonstration = places.demonstration;
    result.engine.math = MathClass::Fast;
    result.engine.cacheFolder = platform::cacheDirectory();
    if (!options.backend.isEmpty()) {
        result.engine.backend = options.backend.toStdString();
        result.strictBackend = true;
    } else {
        result.engine.backend = chosen(places, QStringLiteral("devices/backend"), QStringLiteral("auto")).toStdString();
    }
    if (places.demonstration) {
        result.sampler.temperature = 0;  // So small a model is only sensible when it is greedy.
    }
    return result;
}

/// The window, until it is closed or the unattended run is over. Returns the exit code; `exchange` is set by a run that
/// must still be found in the history.
int runWindow(const app::Options& options, const Places& places, std::optional<app::Exchange>& exchange) {
    ui::Language language;
    language.setChoice(chosen(places, QStringLiteral("language/choice"), QStringLiteral("system")));
    assistant::Assistant assistant(assistantOptions(options, places));
    platform::DesktopWishes wishes;
    app::Windows windows(&assistant, &language, &wishes,
                         {{QStringLiteral("settingsLocation"), places.settings},
                          {QStringLiteral("themeForThisRun"), options.theme},
                          {QStringLiteral("sizeForThisRun"), QSizeF(options.size.expandedTo({0, 0}))}});
    const auto [window, chat] = windows.open();
    if (window == nullptr) {
        return complain(QStringLiteral("The window can't be made; is the installation complete?"));
    }
    std::unique_ptr<app::UnattendedRun> run;
    if (!options.screenshot.isEmpty()) {
        run = std::make_unique<app::UnattendedRun>(
            window, &assistant, chat,
            app::UnattendedRun::Request{.question = options.ask, .picture = options.screenshot});
        QObject::connect(run.get(), &app::UnattendedRun::done, window, [&](const QString& failure) {
            if (failure.isEmpty()) {
                exchange = run->exchange();
                std::printf("The answer came in %d visible steps. Picture: %s\n", run->steps(),
                            qUtf8Printable(options.screenshot));
            }
            QCoreApplication::exit(failure.isEmpty() ? 0 : complain(failure));
        });
        QMetaObject::invokeMethod(run.get(), &app::UnattendedRun::start, Qt::QueuedConnection);
    }
    return QGuiApplication::exec();
}

int runApplication(int argc, char** argv, const app::Options& options) {
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Lanternfish"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.lanternfish.Lanternfish"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/lanternfish/icons/app.svg")));
    QThread::currentThread()->setObjectName(QStringLiteral("gui"));
    const Result<Places> places = findPlaces(options);
    if (!places) {
        return complain(places.error());
    }
    const Result<platform::InstanceLock> lock = platform::InstanceLock::acquire(places->database);
    if (!lock) {
        return complain(lock.error());
    }
    std::optional<app::Exchange> exchange;
    const int code = runWindow(options, *places, exchange);
    if (code != 0 || !exchange) {
        return code;
    }
    // Only now: the assistant is gone, so everything that it ever writes is written.
    const Result<void> found = app::checkInFreshProcess(places->database, *exchange);
    return found ? 0 : complain(found.error());
}

int exchangeHistory(const app::Options& options) {
    const Result<Places> places = findPlaces(options);
    if (!places) {
        return complain(places.error());
    }
    const Result<QString> done = app::runExchange(options, places->database);
    if (!done) {
        return complain(done.error());
    }
    std::printf("%s\n", qUtf8Printable(*done));
    return 0;
}

/// Fonts come with the platform, and one without a screen has them too.
int exchangeOffscreen(char* program, const app::Options& options) {
    std::string flag = "-platform";
    std::string platform = "offscreen";
    std::array<char*, 4> arguments = {program, flag.data(), platform.data(), nullptr};
    int count = 3;
    const QGuiApplication application(count, arguments.data());
    return exchangeHistory(options);
}

}  // namespace

int main(int argc, char** argv) {
    nameApplication();
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        // Qt's own, to look at the window as it is in a language that runs from right to left.
        if (qstrcmp(argv[i], "-reverse") != 0) {
            arguments.append(QString::fromLocal8Bit(argv[i]));
        }
    }
    const Result<app::Options> options = app::parseOptions(arguments);
    if (!options) {
        return complain(options.error(), kBadUsage);
    }
    const bool informs = options->help || options->version;
    const bool exchanges = !options->exportTarget.isEmpty() || !options->importFile.isEmpty();
    if (!informs && exchanges && options->exportFormat == exchange::Format::Pdf) {
        return exchangeOffscreen(argv[0], *options);
    }
    if (!informs && !exchanges && options->verifyDatabase.isEmpty()) {
        return runApplication(argc, argv, *options);
    }
    // None of these needs a display.
    const QCoreApplication application(argc, argv);
    if (options->help) {
        std::printf("%s", qUtf8Printable(app::helpText()));
        return 0;
    }
    if (options->version) {
        std::printf("lanternfish %s\n", version());
        return 0;
    }
    if (exchanges) {
        return exchangeHistory(*options);
    }
    const Result<void> found = app::checkHistory(options->verifyDatabase, options->verifyConversation);
    return found ? 0 : complain(found.error());
}
