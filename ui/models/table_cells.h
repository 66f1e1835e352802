#pragma once

#include <QAbstractListModel>
#include <QQmlEngine>
#include <vector>

#include "app/markup/block.h"
#include "ui/models/model_row.h"

namespace lanternfish::ui {

/// The cells of a table, which is a row of the message stream, line by line: `TableCells { blocks: view.model; row:
/// index
/// }`. The header is line 0. Cells behind the last one of their line with words are left out, since a line is written
/// cell by cell. It places the cells too: a view tells how high each one is. A table that grows changes its last cell
/// and gets new ones; nothing above is told of it. Thread: gui.
class TableCells : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QAbstractItemModel* blocks READ blocks WRITE setBlocks NOTIFY blocksChanged)
    Q_PROPERTY(int row READ row WRITE setRow NOTIFY rowChanged)
    /// While it isn't, nothing is followed.
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(int lineCount READ lineCount NOTIFY linesChanged)
    Q_PROPERTY(int columnCount READ columnCount NOTIFY columnsChanged)
    /// Qt::AlignmentFlag of each column.
    Q_PROPERTY(QList<int> alignments READ alignments NOTIFY columnsChanged)
    /// Of all lines and of the header, in pixels.
    Q_PROPERTY(qreal height READ height NOTIFY heightChanged)
    Q_PROPERTY(qreal headerHeight READ headerHeight NOTIFY heightChanged)

public:
    enum RoleName {
        Html = Qt::UserRole,
        Line,
        Column,
        Offset,  ///< Where it begins in the plain text of the table.
        Top,     ///< Of its line, in pixels.
        Shown,   ///< False for a cell that the table no longer has: a view keeps some for those to come.
    };

    explicit TableCells(QObject* parent = nullptr);

    QAbstractItemModel* blocks() const { return m_source.model(); }
    void setBlocks(QAbstractItemModel* blocks);
    int row() const { return m_source.row(); }
    void setRow(int row);
    bool active() const { return m_source.active(); }
    void setActive(bool active);
    int lineCount() const { return static_cast<int>(m_tops.size()) - 1; }
    int columnCount() const { return m_columnCount; }
    QList<int> alignments() const { return m_alignments; }
    qreal height() const { return m_tops.back(); }
    qreal headerHeight() const { return lineCount() > 0 ? m_tops[1] : 0; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// The view of a cell is so high now.
    Q_INVOKABLE void setHeight(int cell, qreal height);
    /// The cell of a line and a column, or the last one of the line; -1 where there are none.
    Q_INVOKABLE int cellAt(int line, int column) const;
    /// The line at a height, or the nearest one.
    Q_INVOKABLE int lineAt(qreal y) const;
    /// The cell that a position in the table's plain text stands in; -1 where there are none.
    Q_INVOKABLE int cellOf(int position) const;

signals:
    void blocksChanged();
    void rowChanged();
    void activeChanged();
    void linesChanged();
    void columnsChanged();
    void heightChanged();

private:
    struct Cell {
        QString html = {};
        int line = 0;
        int column = 0;
        int offset = 0;
        qreal height = 0;  ///< Of its view.
    };

    static std::vector<Cell> cellsOf(const markup::Block& table);
    void update();
    void show(std::vector<Cell> cells);
    void place(int lines);

    ModelRow m_source{"table"};
    std::vector<Cell> m_cells;  ///< Those of the table, and kept ones behind.
    bool m_changing = false;
    int m_count = 0;               ///< Of the table.
    std::vector<qreal> m_tops{0};  ///< Of each line, and behind the last one.
    int m_columnCount = 0;
    QList<int> m_alignments;
};

}  // namespace lanternfish::ui
