#include "ui/models/conversation_list_model.h"

#include <algorithm>
#include <QSet>
#include <utility>

#include "ui/models/wording.h"

namespace lanternfish::ui {

namespace {

bool looksSame(const store::Conversation& a, const store::Conversation& b) {
    return a.title == b.title && a.updatedAt == b.updatedAt;
}

}  // namespace

ConversationListModel::ConversationListModel(QObject* parent, Clock clock)
    : QAbstractListModel(parent), m_clock(std::move(clock)), m_today(m_clock().date()) {
    m_midnight.setSingleShot(true);
    connect(&m_midnight, &QTimer::timeout, this, &ConversationListModel::checkDay);
    waitForMidnight();
}

int ConversationListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_conversations.size());
}

QVariant ConversationListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const store::Conversation& conversation = m_conversations[index.row()];
    switch (role) {
        case ConversationId:
            return static_cast<double>(conversation.id);
        case Qt::DisplayRole:
        case Title:
            return conversation.title;
        case Section:
            return sectionOf(conversation.updatedAt.toLocalTime().date(), m_today);
        case Answering:
            return conversation.id == m_answering;
        case Current:
            return conversation.id == m_current;
        case Time:
            return conversation.updatedAt.toLocalTime();
        default:
            return {};
    }
}

QHash<int, QByteArray> ConversationListModel::roleNames() const {
    return {{ConversationId, "conversationId"}, {Title, "title"},     {Section, "section"},
            {Answering, "answering"},           {Current, "current"}, {Time, "time"}};
}

qsizetype ConversationListModel::rowOf(store::ConversationId id, qsizetype from) const {
    const auto found = std::find_if(m_conversations.cbegin() + from, m_conversations.cend(),
                                    [id](const store::Conversation& c) { return c.id == id; });
    return found == m_conversations.cend() ? -1 : found - m_conversations.cbegin();
}

void ConversationListModel::setConversations(const QList<store::Conversation>& conversations) {
    QSet<store::ConversationId> wanted;
    for (const store::Conversation& conversation : conversations)
        wanted.insert(conversation.id);
    for (qsizetype row = m_conversations.size() - 1; row >= 0; --row) {
        if (wanted.contains(m_conversations[row].id))
            continue;
        beginRemoveRows({}, static_cast<int>(row), static_cast<int>(row));
        m_conversations.removeAt(row);
        endRemoveRows();
    }
    for (qsizetype row = 0; row < conversations.size(); ++row) {
        const store::Conversation& conversation = conversations[row];
        const int target = static_cast<int>(row);
        const bool inPlace = row < m_conversations.size() && m_conversations[row].id == conversation.id;
        const qsizetype found = inPlace ? row : rowOf(conversation.id, row);
        if (found < 0) {
            beginInsertRows({}, target, target);
            m_conversations.insert(row, conversation);
            endInsertRows();
            continue;
        }
        if (found != row) {
            beginMoveRows({}, static_cast<int>(found), static_cast<int>(found), {}, target);
            m_conversations.move(found, row);
            endMoveRows();
        }
        if (const bool same = looksSame(m_conversations[row], conversation); !same) {
            m_conversations[row] = conversation;
            emit dataChanged(index(target), index(target), {Qt::DisplayRole, Title, Section, Time});
        }
    }
}

void ConversationListModel::mark(store::ConversationId& marked, store::ConversationId id, int role) {
    const store::ConversationId before = std::exchange(marked, id);
    if (before == id)
        return;
    for (const store::ConversationId changed : {before, id}) {
        if (const auto row = static_cast<int>(rowOf(changed)); row >= 0)
            emit dataChanged(index(row), index(row), {role});
    }
}

void ConversationListModel::setCurrent(store::ConversationId id) {
    mark(m_current, id, Current);
}

void ConversationListModel::setAnswering(store::ConversationId id) {
    mark(m_answering, id, Answering);
}

void ConversationListModel::checkDay() {
    const QDate today = m_clock().date();
    if (std::exchange(m_today, today) != today)
        retranslate();
    waitForMidnight();
}

void ConversationListModel::retranslate() {
    if (!m_conversations.isEmpty())
        emit dataChanged(index(0), index(rowCount() - 1), {Section});
}

void ConversationListModel::waitForMidnight() {
    const QDateTime now = m_clock();
    // Checked each hour as well: timers stand still while the computer sleeps, and clocks are set.
    constexpr qint64 kHour = 3'600'000;
    const qint64 left = now.msecsTo(now.date().addDays(1).startOfDay(now.timeZone()));
    m_midnight.start(static_cast<int>(std::clamp<qint64>(left + 1, 1, kHour)));
}

}  // namespace lanternfish::ui
