#include "ui/models/table_cells.h"

#include <algorithm>
#include <utility>

#include "app/markup/table_text.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

/// Of a big table that is gone, the next one hardly needs all.
constexpr int kKeptCells = 24;

Qt::AlignmentFlag flagOf(const QString& side) {
    return side == "right"_L1 ? Qt::AlignRight : side == "center"_L1 ? Qt::AlignHCenter : Qt::AlignLeft;
}

}  // namespace

TableCells::TableCells(QObject* parent) : QAbstractListModel(parent) {
    connect(&m_source, &ModelRow::changed, this, &TableCells::update);
}

int TableCells::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_cells.size());
}

QVariant TableCells::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Cell& cell = m_cells[index.row()];
    switch (role) {
        case Html:
            return cell.html;
        case Line:
            return cell.line;
        case Column:
            return cell.column;
        case Offset:
            return cell.offset;
        case Top:
            return m_tops[std::min(cell.line, lineCount())];
        case Shown:
            return index.row() < m_count;
        default:
            return {};
    }
}

QHash<int, QByteArray> TableCells::roleNames() const {
    return {{Html, "cellHtml"}, {Line, "line"},   {Column, "column"},
            {Offset, "offset"}, {Top, "lineTop"}, {Shown, "shown"}};
}

void TableCells::setBlocks(QAbstractItemModel* blocks) {
    if (m_source.setModel(blocks))
        emit blocksChanged();
}

void TableCells::setRow(int row) {
    if (m_source.setRow(row))
        emit rowChanged();
}

void TableCells::setActive(bool active) {
    if (m_source.setActive(active))
        emit activeChanged();
}

std::vector<TableCells::Cell> TableCells::cellsOf(const markup::Block& table) {
    if (table.kind != markup::Block::Kind::Table)
        return {};
    const QList<QList<int>> offsets = markup::tableOffsets(table);
    std::vector<Cell> cells;
    for (int line = 0; line <= table.tableRows.size(); ++line) {
        const QStringList& texts = line == 0 ? table.tableHeader : table.tableRows[line - 1];
        qsizetype count = std::min(texts.size(), table.tableHeader.size());
        while (count > 1 && texts[count - 1].isEmpty())
            --count;
        for (int column = 0; column < count; ++column) {
            const QString html = line == 0 ? "<b>"_L1 + texts[column] + "</b>"_L1 : texts[column];
            cells.push_back({html, line, column, offsets.value(line).value(column)});
        }
    }
    return cells;
}

void TableCells::update() {
    const auto table = m_source.value().value<markup::Block>();
    QList<int> alignments;
    for (const QString& side : table.tableAlignments)
        alignments.append(flagOf(side));
    const int columns = static_cast<int>(table.tableHeader.size());
    if (std::exchange(m_columnCount, columns) != columns || m_alignments != alignments) {
        m_alignments = alignments;
        emit columnsChanged();
    }
    show(cellsOf(table));
}

void TableCells::show(std::vector<Cell> cells) {
    const int before = rowCount();
    const int now = static_cast<int>(cells.size());
    const int shownBefore = std::exchange(m_count, std::min(now, before));
    const int lines = cells.empty() ? 0 : cells.back().line + 1;
    const bool linesDiffer = lines != lineCount();
    // Views whose cell changes tell their new heights, of cells that partly are those of before.
    m_changing = true;
    if (const int kept = std::max(now, std::min(before, kKeptCells)); kept < before) {
        beginRemoveRows({}, kept, before - 1);
        m_cells.resize(kept);
        endRemoveRows();
    }
    for (int i = 0; i < std::min(rowCount(), std::max(now, shownBefore)); ++i) {
        Cell& old = m_cells[i];
        Cell cell = i < now ? std::move(cells[i]) : Cell{.line = lines};
        QList<int> roles;
        if (old.html != cell.html)
            roles.append(Html);
        if (old.line != cell.line)
            roles += {Line, Top};
        if (old.column != cell.column)
            roles.append(Column);
        if (old.offset != cell.offset)
            roles.append(Offset);
        if ((i < now) != (i < shownBefore))
            roles.append(Shown);
        if (roles.isEmpty())
            continue;
        cell.height = old.height;
        old = std::move(cell);
        emit dataChanged(index(i), index(i), roles);
    }
    if (now > before) {
        beginInsertRows({}, before, now - 1);
        m_cells.insert(m_cells.end(), std::make_move_iterator(cells.begin() + before),
                       std::make_move_iterator(cells.end()));
        m_count = now;
        endInsertRows();
    }
    m_changing = false;
    place(lines);
    if (linesDiffer)
        emit linesChanged();
}

void TableCells::setHeight(int cell, qreal height) {
    if (cell < 0 || cell >= rowCount() || std::exchange(m_cells[cell].height, height) == height)
        return;
    if (cell < m_count && !m_changing)
        place(lineCount());
}

void TableCells::place(int lines) {
    std::vector<qreal> tops(lines + 1, 0);
    for (int i = 0; i < m_count; ++i)
        tops[m_cells[i].line + 1] = std::max(tops[m_cells[i].line + 1], m_cells[i].height);
    for (size_t line = 1; line < tops.size(); ++line)
        tops[line] += tops[line - 1];
    if (tops == m_tops)
        return;
    const auto moved = static_cast<int>(std::ranges::mismatch(m_tops, tops).in1 - m_tops.begin());
    m_tops = std::move(tops);
    const auto first = std::ranges::find_if(m_cells, [moved](const Cell& cell) { return cell.line >= moved; });
    if (const auto at = static_cast<int>(first - m_cells.begin()); at < m_count)
        emit dataChanged(index(at), index(m_count - 1), {Top});
    emit heightChanged();
}

int TableCells::cellAt(int line, int column) const {
    int found = -1;
    for (int i = 0; i < m_count; ++i) {
        if (m_cells[i].line == line && m_cells[i].column <= column)
            found = i;
    }
    return found;
}

int TableCells::lineAt(qreal y) const {
    const auto below = std::ranges::upper_bound(m_tops, y);
    return std::clamp(static_cast<int>(below - m_tops.begin()) - 1, 0, std::max(0, lineCount() - 1));
}

int TableCells::cellOf(int position) const {
    int found = -1;
    for (int i = 0; i < m_count && m_cells[i].offset <= position; ++i)
        found = i;
    return found;
}

}  // namespace lanternfish::ui
