#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <QAbstractListModel>
#include <QDateTime>
#include <QHash>
#include <QQmlEngine>
#include <QSet>
#include <QTimer>
#include <vector>

#include "app/store/types.h"

namespace lanternfish::ui {

/// The list beside a conversation, top down: pinned conversations; the others, newest first; folders, each with its
/// conversations below it while it is open; archive and bin, which are there when something is in them. A change moves
/// or changes the rows that it concerns: log n comparisons and one move in an array, also among ten thousand. Sections
/// follow the calendar: at midnight they are told anew. Thread: gui.
class ConversationListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")

public:
    enum RoleName {
        ConversationId = Qt::UserRole,  ///< 0 for folders, archive and bin.
        Title,
        Section,
        Answering,  ///< An answer is being written there.
        Waiting,    ///< An answer waits for others.
        Current,
        Time,
        Kind,      ///< "conversation", "folder", "archive" or "bin".
        FolderId,  ///< Of the folder, or that the conversation lies in; 0 for none.
        Depth,     ///< Of folders and what is in them, from 0.
        Count,     ///< Conversations in a folder, the archive or the bin.
        Expanded,  ///< Of those: their conversations are shown.
        Pinned,
        Archived,
        Deleted,  ///< It is in the bin.
        HasDraft,
    };
    using Clock = std::function<QDateTime()>;

    explicit ConversationListModel(
        QObject* parent = nullptr, Clock clock = [] { return QDateTime::currentDateTime(); });

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Everything anew.
    void reset(const QHash<store::ConversationId, store::Conversation>& conversations,
               const QList<store::Folder>& folders);
    /// Adds the conversation, or takes it as it is now.
    void put(const store::Conversation& conversation);
    void remove(store::ConversationId conversation);
    void setFolders(const QList<store::Folder>& folders);
    void setCurrent(store::ConversationId conversation);
    void setAnswering(store::ConversationId conversation, const QList<store::ConversationId>& waiting = {});
    /// Row of a conversation; -1 when it isn't there or in something that is closed.
    Q_INVOKABLE int rowOf(double conversation) const;

    /// Shows or hides what is in it.
    Q_INVOKABLE void toggleFolder(double folder);
    Q_INVOKABLE void toggleArchive();
    Q_INVOKABLE void toggleBin();

    /// Compares sections with the clock's day; a timer calls it at midnight.
    void checkDay();
    /// Tells sections and names anew, in a language that was just installed.
    void retranslate();

private:
    enum class Place : uint8_t { Pinned, Days, Folders, Archive, Bin, End };

    /// Where a row stands; rows are kept in this order.
    struct Key {
        Place place = Place::Days;
        int folder = 0;      ///< Index in m_folders, in Place::Folders.
        bool inside = true;  ///< False: the folder, archive or bin itself.
        qint64 newestFirst = 0;
        qint64 id = 0;  ///< Negative as well: newest first.

        auto operator<=>(const Key&) const = default;
    };
    struct FolderEntry {
        store::Folder folder;
        int depth = 0;
        int parent = -1;  ///< Index.
        int count = 0;
        bool open = false;
    };

    Key keyOf(const store::Conversation& conversation) const;
    static Key headingOf(Place place, int folder = 0) { return {place, folder, false, 0, 0}; }
    bool isShown(const Key& key) const;
    bool isFolderOpen(int folder) const;
    int lowerBound(const Key& key) const;
    void insertRow(const Key& key);
    void removeRow(const Key& key);
    void moveRow(const Key& from, const Key& to);
    void changeRow(const Key& key, const QList<int>& roles);
    void count(const Key& key, int change);
    int& countOf(Place place, int folder);
    std::vector<Key> keysIn(Place place) const;
    void showAll(Place place);
    void hideAll(Place place);
    void toggle(const Key& heading, const Key& end, bool& open);
    void mark(store::ConversationId conversation, int role);
    QVariant headingData(const Key& key, int role) const;
    QVariant conversationData(const Key& key, const store::Conversation& conversation, int role) const;
    QString sectionOf(const Key& key, const store::Conversation* conversation) const;
    void takeFolders(const QList<store::Folder>& folders);
    void waitForMidnight();

    Clock m_clock;
    QDate m_today;
    QTimer m_midnight;
    QHash<store::ConversationId, store::Conversation> m_conversations;
    QHash<store::ConversationId, Key> m_keys;  ///< Of all, shown or not.
    std::vector<FolderEntry> m_folders;        ///< As they are shown: each before those inside it.
    QHash<store::FolderId, int> m_folderIndex;
    QSet<store::FolderId> m_openFolders;
    int m_archived = 0;
    int m_binned = 0;
    bool m_archiveOpen = false;
    bool m_binOpen = false;
    std::vector<Key> m_rows;
    store::ConversationId m_current = 0;
    store::ConversationId m_answering = 0;
    QList<store::ConversationId> m_waiting;
};

}  // namespace lanternfish::ui
