#include "app/options.h"

#include <QCommandLineParser>
#include <QHash>

namespace lanternfish::app {

namespace {

constexpr QSize kSmallest(480, 520);
constexpr int kLargestSide = 8192;

QCommandLineOption hidden(const char* name, const char* value) {
    QCommandLineOption option(QString::fromLatin1(name), {}, QString::fromLatin1(value));
    option.setFlags(QCommandLineOption::HiddenFromHelp);
    return option;
}

void addOptions(QCommandLineParser& parser) {
    parser.setApplicationDescription(
        QStringLiteral("Lanternfish: offline chat and code review with DeepSeek V4-Flash."));
    parser.addOptions({
        {QStringLiteral("model"), QStringLiteral("Answer with this GGUF file instead of the built-in model."),
         QStringLiteral("FILE")},
        {QStringLiteral("data"), QStringLiteral("Keep history and settings in this folder."), QStringLiteral("DIR")},
        {QStringLiteral("backend"), QStringLiteral("Run on this backend or device, such as cpu, for this run."),
         QStringLiteral("NAME")},
        {QStringLiteral("theme"), QStringLiteral("light or dark, for this run."), QStringLiteral("THEME")},
        {QStringLiteral("size"), QStringLiteral("Size of the window in pixels, for this run: 1280x800."),
         QStringLiteral("WxH")},
        {QStringLiteral("screenshot"),
         QStringLiteral("Unattended, with --ask: write a picture of the window to FILE and exit. 0 only if the answer "
                        "came in steps and a fresh process finds it in the history."),
         QStringLiteral("FILE")},
        {QStringLiteral("ask"), QStringLiteral("With --screenshot: the question that is typed."),
         QStringLiteral("TEXT")},
        {QStringLiteral("export"),
         QStringLiteral("Write all conversations to a new file, as --format says to a new folder, and exit."),
         QStringLiteral("PATH")},
        {QStringLiteral("format"),
         QStringLiteral("With --export: history (one file that --import reads), markdown, html or pdf (a folder)."),
         QStringLiteral("FORMAT")},
        {QStringLiteral("import"),
         QStringLiteral(
             "Add the conversations of a history file, or of a file or folder of another chat program, and exit."),
         QStringLiteral("FILE")},
        {{QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("Print the version.")},
        {{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Print this help.")},
        hidden("verify-history", "DATABASE"),
        hidden("conversation", "ID"),
    });
}

std::unexpected<Error> badUsage(const QString& message) {
    return makeError(ErrorCode::InvalidArgument, message.toStdString());
}

Result<QSize> parseSize(const QString& text) {
    const QStringList sides = text.split(u'x');
    bool widthOk = false;
    bool heightOk = false;
    const QSize size(sides.value(0).toInt(&widthOk), sides.value(1).toInt(&heightOk));
    const bool inRange = size.width() >= kSmallest.width() && size.height() >= kSmallest.height() &&
                         size.width() <= kLargestSide && size.height() <= kLargestSide;
    if (sides.size() != 2 || !widthOk || !heightOk || !inRange) {
        return badUsage(
            QStringLiteral("--size: expected WIDTHxHEIGHT from 480x520 to 8192x8192, found '%1'").arg(text));
    }
    return size;
}

Result<void> parseExchange(const QCommandLineParser& parser, Options& options) {
    static const QHash<QString, exchange::Format> kFormats{
        {QStringLiteral("history"), exchange::Format::History},
        {QStringLiteral("markdown"), exchange::Format::Markdown},
        {QStringLiteral("html"), exchange::Format::Html},
        {QStringLiteral("pdf"), exchange::Format::Pdf},
    };
    options.exportTarget = parser.value(QStringLiteral("export"));
    options.importFile = parser.value(QStringLiteral("import"));
    if (!options.exportTarget.isEmpty() && !options.importFile.isEmpty()) {
        return badUsage(QStringLiteral("--export and --import: expected one of them, found both"));
    }
    if (parser.isSet(QStringLiteral("format"))) {
        const QString format = parser.value(QStringLiteral("format"));
        if (!kFormats.contains(format)) {
            return badUsage(
                QStringLiteral("--format: expected history, markdown, html or pdf, found '%1'").arg(format));
        }
        if (options.exportTarget.isEmpty()) {
            return badUsage(QStringLiteral("--format goes with --export: expected both, found one"));
        }
        options.exportFormat = kFormats.value(format);
    }
    return {};
}

}  // namespace

Result<Options> parseOptions(const QStringList& arguments) {
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments)) {
        return badUsage(parser.errorText());
    }
    if (!parser.positionalArguments().isEmpty()) {
        return badUsage(QStringLiteral("Expected options only, found '%1'").arg(parser.positionalArguments().first()));
    }
    for (const QString& name : parser.optionNames()) {
        const bool takesValue = name.size() > 1 && name != QStringLiteral("help") && name != QStringLiteral("version");
        if (takesValue && parser.value(name).isEmpty()) {
            return badUsage(QStringLiteral("--%1: expected a value, found an empty one").arg(name));
        }
    }
    Options options;
    options.help = parser.isSet(QStringLiteral("help"));
    options.version = parser.isSet(QStringLiteral("version"));
    options.model = parser.value(QStringLiteral("model"));
    options.data = parser.value(QStringLiteral("data"));
    options.backend = parser.value(QStringLiteral("backend"));
    options.theme = parser.value(QStringLiteral("theme"));
    options.screenshot = parser.value(QStringLiteral("screenshot"));
    options.ask = parser.value(QStringLiteral("ask"));
    options.verifyDatabase = parser.value(QStringLiteral("verify-history"));
    if (!options.theme.isEmpty() && options.theme != QStringLiteral("light") &&
        options.theme != QStringLiteral("dark")) {
        return badUsage(QStringLiteral("--theme: expected light or dark, found '%1'").arg(options.theme));
    }
    if (options.screenshot.isEmpty() != options.ask.isEmpty()) {
        return badUsage(QStringLiteral("--screenshot and --ask go together: expected both, found one"));
    }
    LF_CHECK(parseExchange(parser, options));
    if (parser.isSet(QStringLiteral("size"))) {
        LF_TRY(options.size, parseSize(parser.value(QStringLiteral("size"))));
    }
    if (!options.verifyDatabase.isEmpty()) {
        bool ok = false;
        options.verifyConversation = parser.value(QStringLiteral("conversation")).toLongLong(&ok);
        if (!ok) {
            return badUsage(QStringLiteral("--conversation: expected a number, found '%1'")
                                .arg(parser.value(QStringLiteral("conversation"))));
        }
    }
    return options;
}

QString helpText() {
    QCommandLineParser parser;
    addOptions(parser);
    return parser.helpText();
}

}  // namespace lanternfish::app
