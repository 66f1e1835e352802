#pragma once

#include <QFile>
#include <QMap>
#include <QString>
#include <QStringList>

#include "app/store/migrations.h"

namespace lanternfish::store {

// Histories of older layouts, and all rows of a history as text.

inline Result<QStringList> column(Database& database, const std::string& sql) {
    LF_TRY(Statement row, database.prepare(sql));
    QStringList values;
    for (;;) {
        LF_TRY(const bool found, row.step());
        if (!found) {
            return values;
        }
        values.append(QString::fromUtf8(row.text(0).data(), static_cast<qsizetype>(row.text(0).size())));
    }
}

/// Each row of each table as text, by the columns that the database has now: table -> (SELECT, rows).
using Rows = QMap<QString, std::pair<QString, QStringList>>;

inline Rows rowsOf(Database& database, const Rows& asIn = {}) {
    Rows rows = asIn;
    if (rows.isEmpty()) {
        const QStringList tables = column(database,
                                          "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = "
                                          "'table' AND name NOT LIKE 'sqlite%'")
                                       .value();
        for (const QString& table : tables) {
            QStringList parts =
                column(database, "SELECT 'quote(' || name || ')' FROM pragma_table_info('" + table.toStdString() + "')")
                    .value();
            rows[table].first =
                QStringLiteral("SELECT %1 FROM %2 ORDER BY 1").arg(parts.join(QStringLiteral(" || ',' || ")), table);
        }
    }
    for (auto& [select, values] : rows) {
        values = column(database, select.toStdString()).value_or(QStringList{QStringLiteral("unreadable")});
    }
    return rows;
}

/// Applies the released migrations one by one and adds after each the rows that it made possible.
inline Rows makeLayout(const QString& path, int layout) {
    Database database = Database::open(path.toStdString(), Access::ReadWrite, 1000).value();
    database.trustSchema();  // from layout 4 on triggers fill the search indexes
    for (int i = 1; i <= layout; ++i) {
        if (!migrate(database, migrations().first(static_cast<size_t>(i)))) {
            return {};
        }
        QFile rows(QStringLiteral(LANTERNFISH_LAYOUTS "/layout-%1.sql").arg(i));
        if (!rows.open(QIODevice::ReadOnly) || !database.execute(rows.readAll().toStdString())) {
            return {};
        }
    }
    return rowsOf(database);
}

}  // namespace lanternfish::store
