#include "app/assistant/failure.h"

#include <QCoreApplication>
#include <QStringList>

namespace lanternfish::assistant {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Failure)
};

QString why(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument:
            return Words::tr("What was asked for is not possible.");
        case ErrorCode::InvalidFile:
            return Words::tr("A file is damaged or of another kind than expected.");
        case ErrorCode::NotFound:
            return Words::tr("Something that is needed is not there.");
        case ErrorCode::Io:
            return Words::tr("The system could not read or write a file.");
        case ErrorCode::OutOfMemory:
            return Words::tr("There is not enough memory.");
        case ErrorCode::Unsupported:
            return Words::tr("This version or this device can't do it.");
        case ErrorCode::Cancelled:
            return Words::tr("It was stopped.");
        case ErrorCode::DeviceLost:
            return Words::tr("The device stopped answering.");
        case ErrorCode::Internal:
            break;
    }
    return Words::tr("This is a bug in Lanternfish.");
}

}  // namespace

Failure Failure::said(ErrorCode code, const QString& sentence) {
    return {Error{code, sentence.toStdString(), nullptr}, sentence};
}

QString failureText(const Failure& failure) {
    const QString details = QString::fromStdString(describe(failure)).trimmed();
    if (details == failure.sentence) {
        return details;
    }
    QStringList parts{why(failure.code)};
    if (!failure.sentence.isEmpty()) {
        parts.prepend(failure.sentence);
    }
    if (!details.isEmpty()) {
        parts.append(Words::tr("Details: %1").arg(details));
    }
    return parts.join(u' ');
}

}  // namespace lanternfish::assistant
