#include "ui/actions/palette_source.h"

#include <algorithm>

namespace lanternfish::actions {

void PaletteSource::setKind(const QString& kind) {
    if (kind != m_kind) {
        m_kind = kind;
        emit kindChanged();
    }
}

QList<PaletteItem> bestOf(QList<PaletteItem> items, int limit) {
    std::ranges::stable_sort(items, std::ranges::greater{}, &PaletteItem::rank);
    items.resize(std::min<qsizetype>(items.size(), limit));
    return items;
}

}  // namespace lanternfish::actions
