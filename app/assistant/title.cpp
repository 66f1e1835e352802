#include "app/assistant/title.h"

#include <QTextBoundaryFinder>

namespace lanternfish::assistant {

QString titleFrom(const QString& question) {
    const QString line = question.trimmed().section(QLatin1Char('\n'), 0, 0).simplified();
    if (line.size() <= kTitleLength) {
        return line;
    }
    // One place for the ellipsis. Back to a space, unless that would leave next to nothing (one long word, or a script
    // without spaces): then between two characters as a reader sees them.
    const qsizetype space = line.lastIndexOf(QLatin1Char(' '), kTitleLength - 1);
    qsizetype end = space;
    if (space < kTitleLength / 3) {
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, line);
        finder.setPosition(kTitleLength - 1);
        end = finder.isAtBoundary() ? kTitleLength - 1 : finder.toPreviousBoundary();
    }
    return line.left(end) + QStringLiteral("…");
}

}  // namespace lanternfish::assistant
