#include "app/assistant/attachment_text.h"

#include <algorithm>
#include <QStringDecoder>

namespace lanternfish::assistant {

namespace {

std::optional<QString> decoded(const QByteArray& bytes, QStringConverter::Encoding encoding) {
    QStringDecoder decoder(encoding);
    QString text = decoder(bytes);
    // A last character that is cut off counts only when the decoder is asked for more.
    text += decoder(QByteArrayView());
    if (decoder.hasError() || !text.isValidUtf16() || text.contains(QChar(u'\0'))) {
        return std::nullopt;
    }
    return text;
}

qsizetype longestRun(const QString& text, QChar of) {
    qsizetype longest = 0;
    qsizetype run = 0;
    for (const QChar each : text) {
        run = each == of ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

}  // namespace

std::optional<QString> textOf(const QByteArray& bytes) {
    if (bytes.startsWith("\xFF\xFE") || bytes.startsWith("\xFE\xFF")) {
        return bytes.size() % 2 == 0 ? decoded(bytes, QStringConverter::Utf16) : std::nullopt;
    }
    return bytes.isValidUtf8() ? decoded(bytes, QStringConverter::Utf8) : std::nullopt;
}

QString attachmentBlock(const QString& name, const QString& text) {
    constexpr qsizetype kShortestFence = 3;
    const QString fence(std::max(kShortestFence, longestRun(text, u'`') + 1), u'`');
    QString block = QStringLiteral("Attached file: ") + name.simplified() + u'\n' + fence + u'\n' + text;
    if (!text.endsWith(u'\n')) {
        block += u'\n';
    }
    return block + fence + u'\n';
}

}  // namespace lanternfish::assistant
