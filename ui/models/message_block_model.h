#pragma once

#include <functional>
#include <memory>
#include <QAbstractListModel>
#include <QQmlEngine>
#include <vector>

#include "app/markup/block.h"
#include "app/markup/code_languages.h"
#include "app/markup/streaming_parser.h"
#include "app/store/types.h"

namespace lanternfish::ui {

/// Where a message stands among the alternatives to it.
struct Siblings {
    int index = 0;  ///< From 0.
    int count = 1;
};

/// The shown branch of a conversation, one row per block. While an answer grows only its last rows change: rows above
/// the open end are neither made again nor told as changed. A row keeps its kind; where the kind must change, the row
/// is replaced, since views choose delegates by it. Thread: gui.
class MessageBlockModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")

public:
    enum RoleName {
        MessageId = Qt::UserRole,
        RoleRole,
        Kind,
        Html,
        PlainText,
        Language,
        DefinitionName,
        Level,
        LineCount,
        First,
        Streaming,
        ThinkingText,
        ThinkingSummary,
        StatsText,
        SiblingIndex,
        SiblingCount,
        ErrorText,
        CanContinue,
        TableHeader,
        TableRows,
        TableAlignments,
        TimeText,
    };
    using SiblingLookup = std::function<Siblings(store::MessageId)>;

    explicit MessageBlockModel(QObject* parent = nullptr);
    ~MessageBlockModel() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// Asked when a message is set, added or finished. Without one every message is alone.
    void setSiblingLookup(SiblingLookup lookup) { m_siblings = std::move(lookup); }
    void setMessages(const QList<store::Message>& messages);
    void appendMessage(const store::Message& message);
    /// Unknown ids are ignored: the message belongs to a branch that isn't shown.
    void updateMessage(const store::Message& message);
    void finishMessage(const store::Message& message) { updateMessage(message); }

    const store::Message* message(store::MessageId id) const;

private:
    struct Row {
        QString kind;
        markup::Block block = {};
        bool streaming = false;
    };
    struct Entry {
        store::Message message;
        Siblings siblings;
        markup::StreamingParser parser;
        QList<Row> rows;
        int firstRow = 0;
    };

    Siblings siblingsOf(store::MessageId id) const { return m_siblings ? m_siblings(id) : Siblings{}; }
    std::unique_ptr<Entry> makeEntry(const store::Message& message) const;
    void replaceRow(Entry& entry, qsizetype at, const Row& row, bool messageChanged);
    void replaceRows(Entry& entry, qsizetype from, const QList<Row>& rows, bool messageChanged);
    void removeRowsOf(Entry& entry, qsizetype at, qsizetype count);
    void insertRowsOf(Entry& entry, qsizetype at, const QList<Row>& rows);
    void shiftAfter(const Entry& entry, qsizetype count);
    const Entry& entryAt(int row) const;
    Entry* find(store::MessageId id) const;
    QVariant blockData(const Row& row, int role) const;
    QVariant messageData(const Entry& entry, int role) const;

    SiblingLookup m_siblings;
    std::vector<std::unique_ptr<Entry>> m_entries;
    markup::CodeLanguages m_languages;
};

}  // namespace lanternfish::ui
