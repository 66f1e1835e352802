#include "ui/actions/palette_sources.h"

#include <algorithm>

#include "ui/actions/fuzzy_rank.h"

namespace lanternfish::actions {

using namespace Qt::StringLiterals;

void ActionSource::search(const QString& query, int limit) {
    const FuzzyRank rank(query);
    QList<PaletteItem> items;
    for (const Action* const action : m_registry->all()) {
        const std::optional<double> found = rank.of(action->text());
        if (found && action->isListed() && action->isAvailable()) {
            items.append(
                {.key = action->name(), .title = action->text(), .shortcut = action->shortcutText(), .rank = *found});
        }
    }
    emit this->found(query, bestOf(std::move(items), limit));
}

void ActionSource::choose(const QString& key) {
    if (Action* const action = m_registry->find(key)) {
        action->trigger();
    }
    PaletteSource::choose(key);
}

void ModelSource::search(const QString& query, int limit) {
    QList<PaletteItem> items;
    const FuzzyRank rank(query);
    const QHash<int, QByteArray> roles = m_model ? m_model->roleNames() : QHash<int, QByteArray>();
    const int titleRole = roles.key(m_titleRole.toUtf8(), -1);
    const int keyRole = roles.key(m_keyRole.toUtf8(), -1);
    const int rows = m_model ? m_model->rowCount() : 0;
    for (int row = 0; row < rows; ++row) {
        if (rank.isEmpty() && items.size() == limit) {
            break;
        }
        const QModelIndex index = m_model->index(row, 0);
        const QString title = index.data(titleRole).toString();
        const std::optional<double> found = rank.of(title);
        if (!found) {
            continue;
        }
        const double recency = FuzzyRank::kStep / 4 * (1 - static_cast<double>(row) / rows);
        items.append({.key = index.data(keyRole).toString(), .title = title, .rank = *found + recency});
    }
    emit this->found(query, bestOf(std::move(items), limit));
}

void QuerySource::setModel(QAbstractItemModel* model) {
    if (m_model == model) {
        return;
    }
    if (m_model) {
        disconnect(m_model, nullptr, this, nullptr);
    }
    m_model = model;
    if (model != nullptr) {
        connect(model, &QAbstractItemModel::modelReset, this, &QuerySource::answer);
    }
    emit modelChanged();
}

void QuerySource::search(const QString& query, int limit) {
    m_query = query;
    m_limit = limit;
    if (m_model && !query.trimmed().isEmpty()) {
        m_model->setProperty("text", query.trimmed());
        answer();
    }
}

void QuerySource::answer() {
    // What is there may still belong to the text before.
    if (m_query.trimmed().isEmpty() || m_model->property("searching").toBool()) {
        return;
    }
    const QHash<int, QByteArray> roles = m_model->roleNames();
    const int titleRole = roles.key(m_titleRole.toUtf8(), -1);
    const int htmlRole = roles.key(m_htmlRole.toUtf8(), -1);
    const int keyRole = roles.key(m_keyRole.toUtf8(), -1);
    QList<PaletteItem> items;
    const int rows = std::min(m_limit, m_model->rowCount());
    for (int row = 0; row < rows; ++row) {
        const QModelIndex index = m_model->index(row, 0);
        const double order = FuzzyRank::kStep / 2 * (1 - static_cast<double>(row) / rows);
        items.append({.key = index.data(keyRole).toString(),
                      .title = index.data(titleRole).toString(),
                      .titleHtml = index.data(htmlRole).toString(),
                      .rank = order});
    }
    emit found(m_query, items);
}

void ListSource::search(const QString& query, int limit) {
    QList<PaletteItem> items;
    const FuzzyRank rank(query);
    for (const QVariant& each : std::as_const(m_items)) {
        const QVariantMap item = each.toMap();
        const QString title = item.value(u"title"_s).toString();
        if (const std::optional<double> found = rank.of(title)) {
            items.append({.key = item.value(u"key"_s).toString(), .title = title, .rank = *found});
        }
    }
    emit this->found(query, bestOf(std::move(items), limit));
}

}  // namespace lanternfish::actions
