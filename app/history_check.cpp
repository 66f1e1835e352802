#include "app/history_check.h"

#include <cstdio>
#include <format>
#include <QCoreApplication>
#include <QDataStream>
#include <QFile>
#include <QProcess>

#include "app/store/repository.h"

namespace lanternfish::app {

namespace {

constexpr int kWaitMs = 30'000;

std::unexpected<Error> mismatch(const QString& what, const QString& expected, const QString& found) {
    return makeError(ErrorCode::InvalidFile,
                     QStringLiteral("%1: expected '%2', found '%3'").arg(what, expected, found).toStdString());
}

}  // namespace

Result<void> checkInFreshProcess(const QString& database, const Exchange& exchange) {
    QProcess process;
    process.setProcessChannelMode(QProcess::SeparateChannels);
    process.start(QCoreApplication::applicationFilePath(),
                  {QStringLiteral("--verify-history"), database, QStringLiteral("--conversation"),
                   QString::number(exchange.conversation)});
    QDataStream stream(&process);
    stream << exchange.question << exchange.answer;
    process.closeWriteChannel();
    if (!process.waitForFinished(kWaitMs)) {
        const QString why = process.errorString();
        process.kill();
        process.waitForFinished();
        return makeError(ErrorCode::Io, std::format("The process that reads the history back: {}", why.toStdString()));
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        return makeError(ErrorCode::InvalidFile, process.readAllStandardError().trimmed().toStdString());
    }
    return {};
}

Result<void> checkHistory(const QString& database, store::ConversationId conversation) {
    LF_TRY(store::Repository repository, store::Repository::open(database, store::Access::ReadOnly));
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly)) {
        return makeError(ErrorCode::Io, "Standard input can't be read");
    }
    const QByteArray told = input.readAll();
    QDataStream stream(told);
    QString question;
    QString answer;
    stream >> question >> answer;
    if (stream.status() != QDataStream::Ok) {
        return makeError(ErrorCode::InvalidArgument, "Standard input: expected a question and an answer");
    }
    LF_TRY(const QList<store::Message> messages, repository.messages(conversation));
    if (messages.size() < 2) {
        return makeError(ErrorCode::InvalidFile, std::format("{}: conversation {}: expected a question and an answer, "
                                                             "found {} messages",
                                                             database.toStdString(), conversation, messages.size()));
    }
    const store::Message& asked = messages[messages.size() - 2];
    const store::Message& answered = messages.last();
    if (asked.role != store::Role::User || asked.text != question) {
        return mismatch(QStringLiteral("The question in the history"), question, asked.text);
    }
    if (answered.role != store::Role::Assistant || answered.text != answer) {
        return mismatch(QStringLiteral("The answer in the history"), answer, answered.text);
    }
    if (answered.status != store::Status::Complete || answered.parent != asked.id) {
        return mismatch(QStringLiteral("The answer's status"), QStringLiteral("complete"),
                        QString::number(static_cast<int>(answered.status)));
    }
    return {};
}

}  // namespace lanternfish::app
