#include "ui/chat/title_filter.h"

#include <algorithm>

namespace lanternfish::chat {

void TitleFilter::setText(const QString& text) {
    if (text == m_text) {
        return;
    }
    m_text = text;
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateRowsFilter();
    emit textChanged();
}

bool TitleFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (m_words.isEmpty()) {
        return true;
    }
    const int role = sourceModel()->roleNames().key("title", Qt::DisplayRole);
    const QString title = sourceModel()->index(row, 0, parent).data(role).toString();
    return std::ranges::all_of(m_words,
                               [&title](const QString& word) { return title.contains(word, Qt::CaseInsensitive); });
}

}  // namespace lanternfish::chat
