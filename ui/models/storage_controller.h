#pragma once

#include <QObject>
#include <QQmlEngine>
#include <QString>
#include <QUrl>
#include <QVariantList>

#include "app/assistant/assistant.h"

namespace lanternfish::ui {

/// What the history takes on the disk, its backups, and what people do with them. Thread: gui.
class StorageController : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")
    /// The folder of the database; empty for a history in memory.
    Q_PROPERTY(QString folder READ folder NOTIFY changed)
    Q_PROPERTY(QUrl folderUrl READ folderUrl NOTIFY changed)
    Q_PROPERTY(QString sizeText READ sizeText NOTIFY changed)
    Q_PROPERTY(QString attachmentsText READ attachmentsText NOTIFY changed)
    /// What vacuum() would give back; empty when that is nothing.
    Q_PROPERTY(QString freeText READ freeText NOTIFY changed)
    /// What the backups take together.
    Q_PROPERTY(QString backupsText READ backupsText NOTIFY changed)
    /// A setting, which may come from a file: what all backups may take from the next one on, in GiB; 0: anything. What
    /// is not within the bounds counts as the default.
    Q_PROPERTY(double backupGib READ backupGib WRITE setBackupGib NOTIFY settingsChanged)
    Q_PROPERTY(double mostBackupGib MEMBER kMostBackupGib CONSTANT)
    /// Newest first: objects with path, timeText and sizeText.
    Q_PROPERTY(QVariantList backups READ backups NOTIFY changed)
    Q_PROPERTY(bool busy READ busy NOTIFY busyChanged)
    /// What came of the last thing that was asked for, in a sentence; else empty.
    Q_PROPERTY(QString message READ message NOTIFY messageChanged)

public:
    /// More than any disk has for backups of a history.
    static constexpr double kMostBackupGib = 10000;

    explicit StorageController(assistant::Assistant* assistant, QObject* parent = nullptr);

    QString folder() const;
    QUrl folderUrl() const { return QUrl::fromLocalFile(folder()); }
    QString sizeText() const;
    QString attachmentsText() const;
    QString freeText() const;
    QString backupsText() const;
    double backupGib() const { return m_backupGib; }
    void setBackupGib(double gib);
    QVariantList backups() const;
    bool busy() const { return m_busy; }
    QString message() const { return m_message; }

    /// Looks at the disk anew.
    Q_INVOKABLE void refresh();
    Q_INVOKABLE void backUp();
    Q_INVOKABLE void vacuum();
    /// Goes on with a copy of the backup; the present history is kept under another name, which `message` says.
    /// Refused while an answer is written.
    Q_INVOKABLE void restore(const QString& path);

signals:
    void changed();
    void settingsChanged();
    void busyChanged();
    void messageChanged();

private:
    static constexpr double kBytesPerGib = qint64{1} << 30;
    static constexpr double kDefaultBackupGib = store::kMostBackupBytes / kBytesPerGib;

    bool begin();
    void end(const QString& message);

    assistant::Assistant* const m_assistant;
    QString m_path;
    store::StorageUse m_use;
    double m_backupGib = kDefaultBackupGib;
    bool m_busy = false;
    QString m_message;
};

}  // namespace lanternfish::ui
