#include "ui/models/sentence_announcer.h"

#include <QStringView>

namespace lanternfish::ui {

namespace {

/// Behind the last sentence of `text` that has surely ended: a full stop counts only once a space follows it.
qsizetype sentencesEnd(QStringView text) {
    for (qsizetype i = text.size() - 1; i > 0; --i) {
        if (text[i] == u'\n')
            return i + 1;
        if (text[i].isSpace() && QStringView(u".!?\u2026").contains(text[i - 1]))
            return i + 1;
        if (QStringView(u"\u3002\uff01\uff1f").contains(text[i]))
            return i + 1;
    }
    return 0;
}

}  // namespace

QString SentenceAnnouncer::take(const QString& text) {
    m_spoken = qMin(m_spoken, text.size());
    const QStringView open = QStringView(text).sliced(m_spoken);
    const qsizetype end = sentencesEnd(open);
    m_spoken += end;
    return open.first(end).trimmed().toString();
}

QString SentenceAnnouncer::takeRest(const QString& text) {
    m_spoken = qMin(m_spoken, text.size());
    const QString rest = text.sliced(m_spoken).trimmed();
    m_spoken = text.size();
    return rest;
}

}  // namespace lanternfish::ui
