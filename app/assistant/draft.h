#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

#include "app/assistant/file_reader.h"
#include "app/store/types.h"

namespace lanternfish::assistant {

class History;

/// What stands in a composer and is not sent: text and files, kept with the conversation two seconds after the last
/// change and when the conversation is left. Of several windows on one conversation the last one that changes its draft
/// has it kept. Thread: gui.
class Draft : public QObject {
    Q_OBJECT

public:
    Draft(History* history, FileReader* reader, QObject* parent = nullptr);

    const QString& text() const { return m_text; }
    void setText(const QString& text);
    /// Appends `text` as a Markdown quote, with room to answer below it.
    void quote(const QString& text);

    const QList<AttachedFile>& files() const { return m_files; }
    bool reading() const { return m_readings > 0; }
    /// Reads text files and folders; `attached` tells what came of it.
    void attach(const QStringList& paths);
    void removeFile(qsizetype index);

    /// Saves what stands here and shows the draft of another conversation; 0 for a new one. `kept`: false for a
    /// temporary one, whose draft is never written.
    void show(store::ConversationId conversation, bool kept);
    /// The history is open: what was left of a new conversation goes before what was written here until now.
    void restore();
    /// The conversation that had no message yet has an id now.
    void rename(store::ConversationId conversation);
    /// The files were sent, with this text: if it is the one that stands here, that is gone too.
    void sent(const QString& text);
    /// Now, if it isn't.
    void save();

signals:
    /// The text is another one, not by setText().
    void textReplaced();
    void changed();
    void filesChanged();
    void attached(const lanternfish::assistant::AttachmentBatch& batch);

private:
    void replace(const QString& text);
    void take(const AttachmentBatch& batch);
    void filesTouched();
    /// Reads the files that were kept.
    void readAgain(const QList<store::Attachment>& files);
    /// Those that are still being read again included.
    QList<store::Attachment> filesToKeep() const;

    History* const m_history;
    FileReader* const m_reader;
    store::ConversationId m_conversation = 0;
    bool m_kept = true;
    bool m_restored;
    bool m_unsaved = false;
    QString m_text;
    QList<AttachedFile> m_files;
    bool m_filesUnsaved = false;
    QList<store::Attachment> m_returning;  ///< Kept, and being read again.
    int m_readings = 0;
    int m_shown = 0;  ///< Counts show().
    QTimer m_timer;
};

}  // namespace lanternfish::assistant
