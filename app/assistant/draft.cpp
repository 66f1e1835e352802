#include "app/assistant/draft.h"

#include <algorithm>
#include <utility>

#include "app/assistant/history.h"

namespace lanternfish::assistant {

namespace {

constexpr std::chrono::seconds kSaveDelay(2);

}  // namespace

Draft::Draft(History* history, FileReader* reader, QObject* parent)
    : QObject(parent), m_history(history), m_reader(reader), m_restored(history->isOpen()) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(kSaveDelay);
    connect(&m_timer, &QTimer::timeout, this, &Draft::save);
}

void Draft::setText(const QString& text) {
    if (text == m_text) {
        return;
    }
    m_text = text;
    m_unsaved = true;
    m_timer.start();
    emit changed();
}

void Draft::quote(const QString& text) {
    QString quoted = m_text.trimmed();
    if (!quoted.isEmpty()) {
        quoted += QStringLiteral("\n\n");
    }
    const QStringList lines = text.trimmed().split(u'\n');
    for (const QString& line : lines) {
        quoted += line.isEmpty() ? QStringLiteral(">\n") : QStringLiteral("> ") + line + u'\n';
    }
    replace(quoted + u'\n');
}

void Draft::replace(const QString& text) {
    if (text == m_text) {
        return;
    }
    m_text = text;
    m_unsaved = true;
    m_timer.start();
    emit textReplaced();
    emit changed();
}

void Draft::attach(const QStringList& paths) {
    ++m_readings;
    emit filesChanged();
    m_reader->read(paths).then(this, [this, shown = m_shown](const AttachmentBatch& batch) {
        --m_readings;
        // Another conversation may be shown by now; files that nobody sees any more are not sent with it.
        take(shown == m_shown ? batch : AttachmentBatch());
    });
}

void Draft::take(const AttachmentBatch& batch) {
    for (const AttachedFile& file : batch.files) {
        const auto same = [&file](const AttachedFile& each) {
            return each.attachment.name == file.attachment.name && each.attachment.sha256 == file.attachment.sha256;
        };
        if (std::ranges::none_of(m_files, same)) {
            m_files.append(file);
            m_filesUnsaved = true;
        }
    }
    filesTouched();
    emit attached(batch);
}

void Draft::removeFile(qsizetype index) {
    if (index < 0 || index >= m_files.size()) {
        return;
    }
    m_files.removeAt(index);
    m_filesUnsaved = true;
    filesTouched();
}

void Draft::filesTouched() {
    if (m_filesUnsaved) {
        m_timer.start();
    }
    emit filesChanged();
    emit changed();
}

void Draft::readAgain(const QList<store::Attachment>& files) {
    m_returning = files;
    if (files.isEmpty()) {
        return;
    }
    ++m_readings;
    m_reader->readAgain(files, m_history->attachmentBytes(m_conversation))
        .then(this, [this, shown = m_shown](const AttachmentBatch& batch) {
            --m_readings;
            if (shown != m_shown) {
                emit filesChanged();
                return;
            }
            m_returning.clear();
            m_filesUnsaved = m_filesUnsaved || !batch.refused.isEmpty();
            // Behind them what was attached meanwhile.
            take({.files = std::exchange(m_files, batch.files), .refused = batch.refused, .skipped = {}});
        });
}

QList<store::Attachment> Draft::filesToKeep() const {
    QList<store::Attachment> files = m_returning;
    for (const AttachedFile& file : m_files) {
        files.append(file.attachment);
    }
    return files;
}

void Draft::show(store::ConversationId conversation, bool kept) {
    save();
    m_conversation = conversation;
    m_kept = kept;
    ++m_shown;
    m_files.clear();
    m_filesUnsaved = false;
    readAgain(kept ? m_history->draftFiles(conversation) : QList<store::Attachment>());
    m_text.clear();
    if (kept) {
        const store::Conversation* found = m_history->find(conversation);
        m_text = found != nullptr ? found->draft : conversation == 0 ? m_history->newDraft() : QString();
    }
    emit textReplaced();
    emit filesChanged();
    emit changed();
}

void Draft::restore() {
    if (std::exchange(m_restored, true)) {
        return;  // the history was read anew; what is written here stays
    }
    const QString left = m_history->newDraft();
    if (!left.isEmpty()) {
        replace(m_text.isEmpty() ? left : left + QStringLiteral("\n\n") + m_text);
    }
    readAgain(m_history->draftFiles(0));
    if (m_unsaved || m_filesUnsaved) {
        m_timer.start();
    }
}

void Draft::rename(store::ConversationId conversation) {
    // What another window has in its new conversation stays.
    if (m_kept && (m_unsaved || !m_text.isEmpty())) {
        m_history->setDraft(m_conversation, {});
        m_unsaved = true;
    }
    if (m_kept && (m_filesUnsaved || !m_files.isEmpty())) {
        m_history->setDraftFiles(m_conversation, {});
        m_filesUnsaved = true;
    }
    m_conversation = conversation;
}

void Draft::sent(const QString& text) {
    m_filesUnsaved = m_filesUnsaved || !m_files.isEmpty();
    m_files.clear();
    emit filesChanged();
    if (m_text.trimmed() == text.trimmed()) {
        replace({});
    }
    save();
}

void Draft::save() {
    if (!m_history->isOpen()) {
        return;
    }
    m_timer.stop();
    if (std::exchange(m_unsaved, false) && m_kept) {
        m_history->setDraft(m_conversation, m_text);
    }
    if (std::exchange(m_filesUnsaved, false) && m_kept) {
        for (const AttachedFile& file : m_files) {
            m_history->addAttachment(m_conversation, file.attachment, file.bytes);
        }
        m_history->setDraftFiles(m_conversation, filesToKeep());
    }
}

}  // namespace lanternfish::assistant
