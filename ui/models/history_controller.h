#pragma once

#include <QObject>
#include <QQmlEngine>
#include <QString>
#include <QVariantList>

#include "app/assistant/history.h"

namespace lanternfish::ui {

/// What people do with conversations as a whole: pin, archive, put into folders, delete, take back. Ids that don't
/// exist are ignored; 0 as a folder stands for none. Thread: gui.
class HistoryController : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")
    /// Each before those inside it: objects with folderId, name, depth and parentId (0 at the top). For menus.
    Q_PROPERTY(QVariantList folders READ folders NOTIFY foldersChanged)
    Q_PROPERTY(bool canUndoDelete READ canUndoDelete NOTIFY canUndoDeleteChanged)
    /// Nothing is kept in this run; a notice said why.
    Q_PROPERTY(bool readOnly READ readOnly NOTIFY opened)
    Q_PROPERTY(int daysInBin READ daysInBin CONSTANT)

public:
    explicit HistoryController(assistant::History* history, QObject* parent = nullptr);

    QVariantList folders() const;
    bool canUndoDelete() const { return m_history->canUndoRemove(); }
    bool readOnly() const { return m_history->isReadOnly(); }
    static int daysInBin() { return assistant::kDaysInBin; }

    Q_INVOKABLE void rename(double conversation, const QString& title);
    Q_INVOKABLE void setPinned(double conversation, bool pinned);
    Q_INVOKABLE void setArchived(double conversation, bool archived);
    Q_INVOKABLE void moveToFolder(double conversation, double folder);
    /// To the bin.
    Q_INVOKABLE void remove(double conversation);
    Q_INVOKABLE void undoDelete();
    /// From the bin.
    Q_INVOKABLE void restore(double conversation);
    /// From the bin, for good.
    Q_INVOKABLE void purge(double conversation);
    Q_INVOKABLE void emptyBin();

    /// The new folder's id; 0 for an empty name.
    Q_INVOKABLE double addFolder(const QString& name, double parent = 0);
    Q_INVOKABLE void renameFolder(double folder, const QString& name);
    /// To `position` among the folders of `parent`. False for a folder inside itself.
    Q_INVOKABLE bool moveFolder(double folder, double parent, int position);
    /// Its folders and conversations move up to its parent.
    Q_INVOKABLE void removeFolder(double folder);

signals:
    void opened();
    void foldersChanged();
    void canUndoDeleteChanged();

private:
    assistant::History* const m_history;
};

}  // namespace lanternfish::ui
