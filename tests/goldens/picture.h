#pragma once

#include <QImage>
#include <QString>

namespace lanternfish::goldens {

// The same packages draw the same pixels, and the FreeType of Debian 12 (2.12) draws all pages byte for byte as that of
// Debian 13 (2.13). What is allowed is for other edges of letters in later Qt and HarfBuzz, which change shades, not
// shapes; and for the pictures' own rounding of a third of kChannelTolerance. One letter that is another one, or a word
// that moved by a pixel, is above both: `tst_golden_picture` shows it.

/// By how much a channel of a pixel, of 0 to 255, may be another.
inline constexpr int kChannelTolerance = 48;
/// How many pixels may be further off, in a whole picture.
inline constexpr int kPixelTolerance = 24;

struct Comparison {
    bool same = false;
    qsizetype pixels = 0;  ///< How many are further off than kChannelTolerance.
    QRect where;           ///< Around them.
    QString text;          ///< For people; also where it is the same.
    QImage difference;     ///< `actual`, faint, with them in red; null where the sizes differ.
};

Comparison compare(const QImage& expected, const QImage& actual);

/// In as few colours as take no channel further off than a third of kChannelTolerance: a quarter of the size in a PNG.
/// Unchanged where that would need more than 256.
QImage withFewColours(const QImage& picture);

/// As small as PNG can. False where that is impossible.
bool save(const QImage& picture, const QString& path);

}  // namespace lanternfish::goldens
