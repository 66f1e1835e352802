#include "ui/actions/palette_model.h"

#include <algorithm>

#include "ui/actions/fuzzy_rank.h"

namespace lanternfish::actions {

namespace {

constexpr qsizetype kMostRecent = 20;
/// Of each source while nothing is typed, so that each has its place.
constexpr int kFirstOfEach = 3;

}  // namespace

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row& row = m_rows[index.row()];
    switch (role) {
        case Title:
            return row.item.title;
        case TitleHtml:
            return row.item.titleHtml;
        case Kind:
            return row.source->kind();
        case Icon:
            return row.source->icon();
        case Shortcut:
            return row.item.shortcut;
        default:
            return {};
    }
}

QHash<int, QByteArray> PaletteModel::roleNames() const {
    return {{Title, "title"}, {TitleHtml, "titleHtml"}, {Kind, "kind"}, {Icon, "iconName"}, {Shortcut, "shortcutText"}};
}

QQmlListProperty<PaletteSource> PaletteModel::sourceList() {
    using List = QQmlListProperty<PaletteSource>;
    return {this,
            nullptr,
            [](List* list, PaletteSource* source) { static_cast<PaletteModel*>(list->object)->add(source); },
            [](List* list) { return static_cast<PaletteModel*>(list->object)->m_sources.size(); },
            [](List* list, qsizetype at) { return static_cast<PaletteModel*>(list->object)->m_sources[at]; },
            nullptr};
}

void PaletteModel::add(PaletteSource* source) {
    m_sources.append(source);
    connect(source, &PaletteSource::found, this, [this, source](const QString& query, const auto& items) {
        if (query != m_query) {
            return;
        }
        m_found[source] = items;
        if (!m_searching) {
            rebuild(true);
        }
    });
}

void PaletteModel::setQuery(const QString& query) {
    if (query == m_query) {
        return;
    }
    m_query = query;
    search();
    emit queryChanged();
}

void PaletteModel::restart() {
    m_query.clear();
    search();
    emit queryChanged();
}

void PaletteModel::search() {
    m_found.clear();
    m_searching = true;
    for (PaletteSource* const source : std::as_const(m_sources)) {
        source->search(m_query, kMostRows);
    }
    m_searching = false;
    rebuild(false);
}

double PaletteModel::recencyOf(const Row& row) const {
    const auto found = std::ranges::find_if(m_recent, [&row](const Row& other) { return other.isSame(row); });
    if (found == m_recent.end()) {
        return 0;
    }
    const auto age = static_cast<double>(found - m_recent.begin());
    return FuzzyRank::kStep / 4 * (1 - age / kMostRecent);
}

QList<PaletteModel::Row> PaletteModel::candidates() const {
    QList<Row> rows;
    const bool typed = !FuzzyRank(m_query).isEmpty();
    for (PaletteSource* const source : m_sources) {
        int taken = 0;
        for (const PaletteItem& item : m_found.value(source)) {
            Row row{source, item};
            const double recency = recencyOf(row);
            if (!typed && recency == 0 && taken++ >= kFirstOfEach) {
                continue;
            }
            row.item.rank = typed ? item.rank + recency : recency;
            rows.append(std::move(row));
        }
    }
    std::ranges::stable_sort(rows, std::ranges::greater{}, [](const Row& row) { return row.item.rank; });
    rows.resize(std::min<qsizetype>(rows.size(), kMostRows));
    return rows;
}

void PaletteModel::rebuild(bool keepSelection) {
    const std::optional<Row> before =
        keepSelection && m_selected > 0 ? std::optional(m_rows[m_selected]) : std::nullopt;
    beginResetModel();
    m_rows = candidates();
    endResetModel();
    const auto kept = std::ranges::find_if(m_rows, [&before](const Row& row) { return before && row.isSame(*before); });
    m_selected = m_rows.isEmpty() ? -1 : kept == m_rows.end() ? 0 : static_cast<int>(kept - m_rows.begin());
    emit countChanged();
    emit selectedChanged();
}

void PaletteModel::select(int row) {
    if (row != m_selected && row >= 0 && row < count()) {
        m_selected = row;
        emit selectedChanged();
    }
}

void PaletteModel::move(int by) {
    if (count() > 0) {
        select(((m_selected + by) % count() + count()) % count());
    }
}

bool PaletteModel::choose(int row) {
    if (row < 0 || row >= count()) {
        return false;
    }
    const Row chosen = m_rows[row];
    m_recent.removeIf([&chosen](const Row& other) { return other.isSame(chosen); });
    m_recent.prepend(chosen);
    m_recent.resize(std::min(m_recent.size(), kMostRecent));
    chosen.source->choose(chosen.item.key);
    return true;
}

}  // namespace lanternfish::actions
