#include "ui/models/row_text.h"

#include <utility>

namespace lanternfish::ui {

void RowText::setBlocks(QAbstractItemModel* blocks) {
    if (m_blocks == blocks)
        return;
    if (m_blocks)
        disconnect(m_blocks, nullptr, this, nullptr);
    m_blocks = blocks;
    findRole();
    if (blocks) {
        connect(blocks, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) {
                    if (m_row >= first.row() && m_row <= last.row() && (roles.isEmpty() || roles.contains(m_role)))
                        update();
                });
    }
    update();
    emit blocksChanged();
}

void RowText::setRole(const QString& role) {
    if (std::exchange(m_roleName, role) == role)
        return;
    findRole();
    update();
    emit roleChanged();
}

void RowText::findRole() {
    m_role = m_blocks ? m_blocks->roleNames().key(m_roleName.toUtf8(), -1) : -1;
}

void RowText::setRow(int row) {
    if (std::exchange(m_row, row) == row)
        return;
    update();
    emit rowChanged();
}

void RowText::setActive(bool active) {
    if (std::exchange(m_active, active) == active)
        return;
    update();
    emit activeChanged();
}

void RowText::update() {
    if (!m_active)
        return;
    const bool there = m_blocks && m_row >= 0 && m_row < m_blocks->rowCount();
    const QString text = there ? m_blocks->index(m_row, 0).data(m_role).toString() : QString();
    if (m_text == text)
        return;
    m_text = text;
    emit textChanged();
}

}  // namespace lanternfish::ui
