#pragma once

#include <QAbstractItemModel>
#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QVariant>

namespace lanternfish::ui {

/// One role of one row of a model, for elements that take it as it is. The setters return whether that is another one
/// than before. Thread: gui.
class ModelRow : public QObject {
    Q_OBJECT

public:
    explicit ModelRow(const QByteArray& role) : m_roleName(role) {}

    QAbstractItemModel* model() const { return m_model; }
    bool setModel(QAbstractItemModel* model);
    int row() const { return m_row; }
    bool setRow(int row);
    QByteArray role() const { return m_roleName; }
    bool setRole(const QByteArray& role);
    /// While it isn't, nothing is followed.
    bool active() const { return m_active; }
    bool setActive(bool active);

    /// Invalid where there is no such row.
    QVariant value() const;

signals:
    /// The value may be another one. Not while it isn't active.
    void changed();

private:
    void findRole();
    void update();

    QPointer<QAbstractItemModel> m_model;
    QByteArray m_roleName;
    int m_role = -1;
    int m_row = -1;
    bool m_active = true;
};

}  // namespace lanternfish::ui
