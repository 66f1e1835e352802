#pragma once

#include <QAbstractListModel>
#include <QQmlEngine>
#include <QQmlListProperty>

#include "ui/actions/palette_source.h"

namespace lanternfish::actions {

/// The rows of the command palette: the best of what every source found, nine at most. What was chosen lately stands
/// higher among equals, and first while nothing is typed. Thread: gui.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_CLASSINFO("DefaultProperty", "sources")
    Q_PROPERTY(QQmlListProperty<lanternfish::actions::PaletteSource> sources READ sourceList CONSTANT)
    Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged)
    /// The row that Enter chooses; -1 without rows. Stays with its item when a slow source answers.
    Q_PROPERTY(int selected READ selected WRITE select NOTIFY selectedChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum RoleName { Title = Qt::DisplayRole, TitleHtml = Qt::UserRole, Kind, Icon, Shortcut };

    static constexpr int kMostRows = 9;

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QQmlListProperty<PaletteSource> sourceList();
    QString query() const { return m_query; }
    void setQuery(const QString& query);
    int selected() const { return m_selected; }
    void select(int row);
    int count() const { return static_cast<int>(m_rows.size()); }

    /// Forgets the query and asks every source anew.
    Q_INVOKABLE void restart();
    /// Selects the row `by` further, around the ends.
    Q_INVOKABLE void move(int by);
    /// Chooses the row and remembers it; false when there is no such row.
    Q_INVOKABLE bool choose(int row);

signals:
    void queryChanged();
    void selectedChanged();
    void countChanged();

private:
    struct Row {
        PaletteSource* source;
        PaletteItem item;

        bool isSame(const Row& other) const { return source == other.source && item.key == other.item.key; }
    };

    void add(PaletteSource* source);
    void search();
    void rebuild(bool keepSelection);
    double recencyOf(const Row& row) const;
    QList<Row> candidates() const;

    QList<PaletteSource*> m_sources;
    QHash<const PaletteSource*, QList<PaletteItem>> m_found;
    QList<Row> m_rows;
    QList<Row> m_recent;  ///< Newest first.
    QString m_query;
    int m_selected = -1;
    bool m_searching = false;
};

}  // namespace lanternfish::actions
