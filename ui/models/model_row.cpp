#include "ui/models/model_row.h"

#include <utility>

namespace lanternfish::ui {

bool ModelRow::setModel(QAbstractItemModel* model) {
    if (m_model == model)
        return false;
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    findRole();
    if (model) {
        connect(model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) {
                    if (m_row >= first.row() && m_row <= last.row() && (roles.isEmpty() || roles.contains(m_role)))
                        update();
                });
    }
    update();
    return true;
}

bool ModelRow::setRow(int row) {
    if (std::exchange(m_row, row) == row)
        return false;
    update();
    return true;
}

bool ModelRow::setRole(const QByteArray& role) {
    if (std::exchange(m_roleName, role) == role)
        return false;
    findRole();
    update();
    return true;
}

bool ModelRow::setActive(bool active) {
    if (std::exchange(m_active, active) == active)
        return false;
    update();
    return true;
}

QVariant ModelRow::value() const {
    const bool there = m_model && m_row >= 0 && m_row < m_model->rowCount();
    return there ? m_model->index(m_row, 0).data(m_role) : QVariant();
}

void ModelRow::findRole() {
    m_role = m_model ? m_model->roleNames().key(m_roleName, -1) : -1;
}

void ModelRow::update() {
    if (m_active)
        emit changed();
}

}  // namespace lanternfish::ui
