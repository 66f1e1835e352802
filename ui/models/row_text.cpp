#include "ui/models/row_text.h"

namespace lanternfish::ui {

RowText::RowText(QObject* parent) : QObject(parent) {
    connect(&m_source, &ModelRow::changed, this, &RowText::update);
}

void RowText::setBlocks(QAbstractItemModel* blocks) {
    if (m_source.setModel(blocks))
        emit blocksChanged();
}

void RowText::setRow(int row) {
    if (m_source.setRow(row))
        emit rowChanged();
}

void RowText::setRole(const QString& role) {
    if (m_source.setRole(role.toUtf8()))
        emit roleChanged();
}

void RowText::setActive(bool active) {
    if (m_source.setActive(active))
        emit activeChanged();
}

void RowText::update() {
    const QString text = m_source.value().toString();
    if (m_text == text)
        return;
    m_text = text;
    emit textChanged();
}

}  // namespace lanternfish::ui
