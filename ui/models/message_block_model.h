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
#include "ui/models/message_rows.h"

namespace lanternfish::ui {

/// Where a message stands among the alternatives to it.
struct Siblings {
    int index = 0;  ///< From 0.
    int count = 1;
    bool operator==(const Siblings&) const = default;
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
        First,
        Streaming,
        ThinkingSummary,
        ThinkingDetail,
        StatsText,
        SiblingIndex,
        SiblingCount,
        ErrorText,
        CanContinue,
        Table,  ///< Of a table its block, for TableCells.
        TimeText,
        SpokenText,
        Open,  ///< Thinking and code; can be set, and stays until another branch is shown.
        SourceShown,
        Continues,    ///< Belongs to the paragraph of the row above.
        Attachments,  ///< Names of what went with a question.
    };
    using SiblingLookup = std::function<Siblings(store::MessageId)>;

    explicit MessageBlockModel(QObject* parent = nullptr);
    ~MessageBlockModel() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QHash<int, QByteArray> roleNames() const override;

    /// Asked when a message is set, added or finished. Without one every message is alone.
    void setSiblingLookup(SiblingLookup lookup) { m_siblings = std::move(lookup); }
    /// Messages at the beginning that are shown already stay; with none of these the model is reset.
    void setMessages(const QList<store::Message>& messages);
    void appendMessage(const store::Message& message);
    /// Unknown ids are ignored: the message belongs to a branch that isn't shown.
    void updateMessage(const store::Message& message);
    void finishMessage(const store::Message& message) { updateMessage(message); }

    const store::Message* message(store::MessageId id) const;

    /// `row` must exist in these three.
    const MessageRow& row(int row) const;
    const store::Message& messageAt(int row) const;
    int firstRowAt(int row) const;  ///< Of the message that `row` belongs to.

    /// Shows a message as the text that it is made of, in one row.
    Q_INVOKABLE void setSourceShown(double messageId, bool shown);
    Q_INVOKABLE bool sourceShown(double messageId) const;
    Q_INVOKABLE double messageIdAt(int row) const { return static_cast<double>(entryAt(row).message.id); }
    /// A table's row as CSV or Markdown.
    Q_INVOKABLE QString tableText(int row, bool csv) const;

private:
    struct Entry {
        store::Message message;
        Siblings siblings;
        markup::StreamingParser parser;
        QList<MessageRow> rows;
        int firstRow = 0;
        bool source = false;
    };

    Siblings siblingsOf(store::MessageId id) const { return m_siblings ? m_siblings(id) : Siblings{}; }
    static QList<MessageRow> rowsOf(const Entry& entry, qsizetype fromBlock);
    void switchBranch(const QList<store::Message>& messages, qsizetype common);
    void updateSiblings(Entry& entry);
    std::unique_ptr<Entry> makeEntry(const store::Message& message) const;
    void replaceRow(Entry& entry, qsizetype at, const MessageRow& row, bool messageChanged);
    void replaceRows(Entry& entry, qsizetype from, const QList<MessageRow>& rows, bool messageChanged);
    void removeRowsOf(Entry& entry, qsizetype at, qsizetype count);
    void insertRowsOf(Entry& entry, qsizetype at, const QList<MessageRow>& rows);
    void shiftAfter(const Entry& entry, qsizetype count);
    const Entry& entryAt(int row) const;
    Entry* find(store::MessageId id) const;
    QVariant blockData(const MessageRow& row, int role) const;
    QVariant messageData(const Entry& entry, int role) const;

    SiblingLookup m_siblings;
    std::vector<std::unique_ptr<Entry>> m_entries;
    markup::CodeLanguages m_languages;
};

}  // namespace lanternfish::ui
