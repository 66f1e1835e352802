#pragma once

#include <QHash>
#include <QSet>
#include <QString>

namespace lanternfish::exchange {

/// `title` as the name of a file or folder that every usual system takes: one part of a path, without characters that
/// are forbidden or invisible, without dots or blanks at its ends, no reserved name of Windows, at most `longest`
/// UTF-16 units and three bytes of UTF-8 for each. Never empty.
QString safeFileName(const QString& title, qsizetype longest);

/// Hands out names of which no two are the same, also where case and composition don't count. One per folder.
class FileNames {
public:
    /// safeFileName(title), with a number when it is taken, and `suffix` (".md").
    QString take(const QString& title, qsizetype longest, const QString& suffix);

private:
    QSet<QString> m_taken;
    QHash<QString, int> m_numbers;  ///< The last one given to a name.
};

}  // namespace lanternfish::exchange
