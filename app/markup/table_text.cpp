#include "app/markup/table_text.h"

#include <algorithm>

#include "app/markup/shown_text.h"

namespace lanternfish::markup {

namespace {

using namespace Qt::StringLiterals;

QString csvCell(QString cell) {
    cell.replace(u'\n', u' ');
    // A number may begin with a sign; what follows the sign tells.
    const bool sign = cell.startsWith(u'-') || cell.startsWith(u'+');
    bool number = false;
    cell.toDouble(&number);
    if (cell.startsWith(u'=') || cell.startsWith(u'@') || (sign && !number && cell.size() > 1))
        cell.prepend(u'\'');
    if (!cell.contains(u'"') && !cell.contains(u','))
        return cell;
    return '"' + cell.replace(u'"', "\"\""_L1) + '"';
}

QString markdownCell(const QString& html) {
    QString cell = copiedText(html, 0, html.size(), CopyFormat::Markdown);
    return cell.replace(u'|', "\\|"_L1).replace(u'\n', u' ');
}

QString ruleOf(const QString& alignment, qsizetype width) {
    if (alignment == "right"_L1)
        return QString(width - 1, u'-') + u':';
    if (alignment == "center"_L1)
        return ':' + QString(width - 2, u'-') + ':';
    return QString(width, u'-');
}

}  // namespace

QString tableCsv(const Block& table) {
    QString csv;
    for (const QString& line : table.plainText.split(u'\n')) {
        QStringList cells = line.split(u'\t');
        cells.resize(table.tableHeader.size());
        std::ranges::transform(cells, cells.begin(), csvCell);
        csv += cells.join(u',') + "\r\n"_L1;
    }
    return csv;
}

QString tableMarkdown(const Block& table) {
    QList<QStringList> rows{table.tableHeader};
    rows += table.tableRows;
    QList<qsizetype> widths(table.tableHeader.size(), 3);
    for (QStringList& row : rows) {
        row.resize(widths.size());
        for (qsizetype column = 0; column < widths.size(); ++column) {
            row[column] = markdownCell(row[column]);
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    QStringList rules;
    for (qsizetype column = 0; column < widths.size(); ++column)
        rules.append(ruleOf(table.tableAlignments.value(column), widths[column]));
    QStringList lines;
    for (const QStringList& row : std::as_const(rows)) {
        QStringList cells;
        for (qsizetype column = 0; column < widths.size(); ++column)
            cells.append(row[column].leftJustified(widths[column]));
        lines.append("| "_L1 + cells.join(" | "_L1) + " |"_L1);
        if (lines.size() == 1)
            lines.append("| "_L1 + rules.join(" | "_L1) + " |"_L1);
    }
    return lines.join(u'\n');
}

QList<QList<int>> tableOffsets(const Block& table) {
    QList<QList<int>> offsets;
    int at = 0;
    for (const QString& line : table.plainText.split(u'\n')) {
        QList<int> row;
        for (const QString& cell : line.split(u'\t')) {
            row.append(at);
            at += static_cast<int>(cell.size()) + 1;
        }
        // A row that misses cells shows empty ones.
        row.resize(table.tableHeader.size(), at - 1);
        offsets.append(row);
    }
    return offsets;
}

}  // namespace lanternfish::markup
