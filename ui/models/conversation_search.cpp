#include "ui/models/conversation_search.h"

#include <algorithm>
#include <utility>

namespace lanternfish::ui {

namespace {

constexpr int kRefreshMs = 100;

}  // namespace

ConversationSearch::ConversationSearch(QObject* parent) : QObject(parent) {
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &ConversationSearch::refresh);
}

void ConversationSearch::setModel(MessageBlockModel* model) {
    if (m_model == model)
        return;
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, [this] {
            m_dirtyFrom = 0;
            refresh();
        });
        connect(model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& first) { dirtyFrom(first.row()); });
        connect(model, &QAbstractItemModel::rowsInserted, this,
                [this](const QModelIndex&, int first) { dirtyFrom(first); });
        connect(model, &QAbstractItemModel::rowsRemoved, this,
                [this](const QModelIndex&, int first) { dirtyFrom(first); });
    }
    m_dirtyFrom = 0;
    refresh();
    emit modelChanged();
}

void ConversationSearch::setQuery(const QString& query) {
    if (std::exchange(m_query, query) == query)
        return;
    m_dirtyFrom = 0;
    refresh();
    emit queryChanged();
}

void ConversationSearch::dirtyFrom(int row) {
    if (m_query.isEmpty())
        return;
    m_dirtyFrom = m_refresh.isActive() ? std::min(m_dirtyFrom, row) : row;
    // Until then what was found stays, but never beyond the rows that there are.
    const auto stale = std::ranges::lower_bound(m_matches, m_model->rowCount(), {}, &Match::row);
    if (stale != m_matches.end()) {
        if (m_current >= stale - m_matches.begin())
            m_current = -1;
        m_matches.erase(stale, m_matches.end());
        ++m_revision;
        emit changed();
    }
    if (!m_refresh.isActive())
        m_refresh.start();
}

void ConversationSearch::searchRow(int row) {
    const MessageRow& candidate = m_model->row(row);
    if (candidate.isThinking() && !candidate.open)
        return;
    // What the view shows is made from html only where the plain text promises something.
    if (!candidate.block.plainText.contains(m_query, Qt::CaseInsensitive))
        return;
    const QString text = shownText(candidate);
    for (qsizetype at = text.indexOf(m_query, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(m_query, at + m_query.size(), Qt::CaseInsensitive))
        m_matches.push_back({.row = row, .offset = static_cast<int>(at)});
}

void ConversationSearch::refresh() {
    m_refresh.stop();
    const Match before = m_current < 0 ? Match{.row = -1} : m_matches[m_current];
    const int from = std::exchange(m_dirtyFrom, 0);
    m_matches.erase(std::ranges::lower_bound(m_matches, from, {}, &Match::row), m_matches.end());
    if (m_model && !m_query.isEmpty()) {
        for (int row = from; row < m_model->rowCount(); ++row)
            searchRow(row);
    }
    const auto same = std::ranges::lower_bound(m_matches, before);
    m_current = before.row < 0 || same == m_matches.end() ? -1 : static_cast<int>(same - m_matches.begin());
    ++m_revision;
    emit changed();
}

void ConversationSearch::goToFirstFrom(int row) {
    if (m_matches.empty())
        return;
    const auto first = std::ranges::lower_bound(m_matches, row, {}, &Match::row);
    m_current = first == m_matches.end() ? 0 : static_cast<int>(first - m_matches.begin());
    ++m_revision;
    emit changed();
    emit went();
}

void ConversationSearch::step(int direction) {
    if (m_matches.empty())
        return;
    const int count = this->count();
    m_current = m_current < 0 ? (direction > 0 ? 0 : count - 1) : (m_current + direction + count) % count;
    ++m_revision;
    emit changed();
    emit went();
}

QList<QPointF> ConversationSearch::matchesIn(int row) const {
    QList<QPointF> result;
    const auto range = std::ranges::equal_range(m_matches, row, {}, &Match::row);
    for (const Match& match : range)
        result.append({qreal(match.offset), qreal(match.offset + m_query.size())});
    return result;
}

}  // namespace lanternfish::ui
