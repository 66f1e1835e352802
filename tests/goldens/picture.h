#pragma once

#include <QImage>
#include <QString>

namespace lanternfish::goldens {

// The same packages draw the same pixels. Measured on all pages: runs one after another, on an idle and on a busy
// computer, give the same bytes; so do processors without SSSE3, SSE4.1 and AVX2, whose code paths Qt then takes, and
// the FreeType of Debian 12 (2.12) beside that of Debian 13 (2.13). So nothing is allowed but the pictures' own
// rounding: every pixel counts, as a bullet of a list is only ten of them. A later Qt or HarfBuzz may draw other edges
// of letters; then all pictures are taken anew.

/// By how much a channel of a pixel, of 0 to 255, may be another: what a picture was rounded by when it was kept.
inline constexpr int kRounding = 16;

struct Comparison {
    bool same = false;
    qsizetype pixels = 0;  ///< How many are further off than kRounding.
    QRect where;           ///< Around them.
    QString text;          ///< For people; also where it is the same.
    QImage difference;     ///< `actual`, faint, with them in red; null where the sizes differ.
};

Comparison compare(const QImage& expected, const QImage& actual);

/// In as few colours as take no channel further off than kRounding: a quarter of the size in a PNG. Unchanged where
/// that would need more than 256.
QImage withFewColours(const QImage& picture);

/// As small as PNG can. False where that is impossible.
bool save(const QImage& picture, const QString& path);

}  // namespace lanternfish::goldens
