#include "app/exchange/markdown_writer.h"

#include <QCoreApplication>
#include <QFileInfo>

#include "app/exchange/markdown_text.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Transcript)
};

/// A fence's info that no reader can take for something else.
QString languageOf(const QString& name) {
    const QString suffix = QFileInfo(name).suffix().toLower();
    const bool plain = !suffix.isEmpty() && suffix.size() <= 16 &&
                       std::ranges::all_of(suffix, [](QChar c) { return c.unicode() < 0x80 && c.isLetterOrNumber(); });
    return plain ? suffix : QString();
}

void appendAttachments(QString& text, const Transcript& transcript, const store::Message& message) {
    for (const store::Attachment& attachment : message.attachments) {
        text += u"\n\n"_s + Words::tr("Attached: %1").arg(escapedMarkdown(attachmentNote(attachment)));
        if (const std::optional<QString> content = contentOf(transcript, attachment)) {
            text += u"\n\n"_s + fenced(*content, languageOf(attachment.name));
        }
    }
}

void appendMessage(QString& text, const Transcript& transcript, const store::Message& message) {
    text += u"\n\n## "_s + headingOf(message) + u", "_s + timeOf(message.createdAt, transcript.options.zone);
    if (!message.model.isEmpty()) {
        text += u"\n\n*"_s + escapedMarkdown(message.model) + u'*';
    }
    if (transcript.options.thinking && !message.reasoning.trimmed().isEmpty()) {
        text += u"\n\n<details>\n<summary>"_s + thinkingTitle(message).toHtmlEscaped() + u"</summary>\n\n"_s +
                contained(message.reasoning) + u"\n\n</details>"_s;
    }
    if (const QString body = contained(message.text); !body.isEmpty()) {
        text += u"\n\n"_s + body;
    }
    appendAttachments(text, transcript, message);
    if (const QString note = statusNote(message); !note.isEmpty()) {
        text += u"\n\n*"_s + escapedMarkdown(note) + u'*';
    }
}

}  // namespace

QByteArray markdownOf(const Transcript& transcript) {
    QString text = u"# "_s + escapedMarkdown(titleOf(transcript.conversation));
    for (const store::Message& message : transcript.branch) {
        appendMessage(text, transcript, message);
    }
    return text.toUtf8() + '\n';
}

}  // namespace lanternfish::exchange
