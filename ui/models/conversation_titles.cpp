#include "ui/models/conversation_titles.h"

#include <algorithm>

namespace lanternfish::ui {

using assistant::History;

ConversationTitles::ConversationTitles(History* history, QObject* parent)
    : QAbstractListModel(parent), m_history(history) {
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &ConversationTitles::read);
    const auto soon = [this] { m_soon.start(); };
    connect(history, &History::opened, this, soon);
    connect(history, &History::conversationAdded, this, soon);
    connect(history, &History::conversationChanged, this, soon);
    connect(history, &History::conversationPurged, this, soon);
    read();
}

void ConversationTitles::read() {
    const History::Conversations& all = m_history->conversations();
    beginResetModel();
    m_order.clear();
    m_order.reserve(all.size());
    for (const store::Conversation& conversation : all) {
        if (!conversation.deletedAt)
            m_order.append(conversation.id);
    }
    std::ranges::sort(m_order, std::greater(),
                      [&all](store::ConversationId id) { return std::pair(all.constFind(id)->updatedAt, id); });
    endResetModel();
}

int ConversationTitles::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

QVariant ConversationTitles::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const store::Conversation* const found = m_history->find(m_order[index.row()]);
    switch (role) {
        case ConversationId:
            return static_cast<double>(m_order[index.row()]);
        case Qt::DisplayRole:
        case Title:
            return found == nullptr ? QString() : found->title;
        default:
            return {};
    }
}

QHash<int, QByteArray> ConversationTitles::roleNames() const {
    return {{ConversationId, "conversationId"}, {Title, "title"}};
}

}  // namespace lanternfish::ui
