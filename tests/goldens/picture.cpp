#include "tests/goldens/picture.h"

#include <algorithm>
#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QImageWriter>
#include <QList>
#include <utility>

namespace lanternfish::goldens {

namespace {

constexpr qsizetype kFewColours = 256;
constexpr qsizetype kCommonest = 16;

int distance(QRgb a, QRgb b) {
    return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
}

QRgb faint(QRgb colour) {
    const int grey = 192 + qGray(colour) / 4;
    return qRgb(grey, grey, grey);
}

const QRgb* row(const QImage& picture, int y) {
    return reinterpret_cast<const QRgb*>(picture.constScanLine(y));
}

/// The colours of the picture, the commonest first; equally common ones in a fixed order.
QList<QRgb> coloursOf(const QImage& picture) {
    QHash<QRgb, qsizetype> counts;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            ++counts[row(picture, y)[x]];
        }
    }
    QList<QRgb> colours = counts.keys();
    std::ranges::sort(colours, std::greater(), [&](QRgb colour) { return std::pair(counts.value(colour), colour); });
    return colours;
}

}  // namespace

Comparison compare(const QImage& expected, const QImage& actual) {
    Comparison result;
    if (expected.size() != actual.size()) {
        result.text = QStringLiteral("expected %1 x %2 pixels, found %3 x %4")
                          .arg(expected.width())
                          .arg(expected.height())
                          .arg(actual.width())
                          .arg(actual.height());
        return result;
    }
    const QImage before = expected.convertToFormat(QImage::Format_RGB32);
    const QImage now = actual.convertToFormat(QImage::Format_RGB32);
    result.difference = QImage(now.size(), QImage::Format_RGB32);
    int most = 0;
    for (int y = 0; y < now.height(); ++y) {
        auto* const marked = reinterpret_cast<QRgb*>(result.difference.scanLine(y));
        for (int x = 0; x < now.width(); ++x) {
            const int off = distance(row(before, y)[x], row(now, y)[x]);
            most = std::max(most, off);
            marked[x] = off > kRounding ? qRgb(220, 0, 0) : faint(row(now, y)[x]);
            if (off > kRounding) {
                ++result.pixels;
                result.where |= QRect(x, y, 1, 1);
            }
        }
    }
    result.same = result.pixels == 0;
    result.text = QStringLiteral("%1 pixels differ by more than %2, the furthest by %3")
                      .arg(result.pixels)
                      .arg(kRounding)
                      .arg(most);
    if (result.pixels > 0) {
        result.text += QStringLiteral("; they lie within %1 x %2 at %3, %4")
                           .arg(result.where.width())
                           .arg(result.where.height())
                           .arg(result.where.x())
                           .arg(result.where.y());
    }
    return result;
}

QImage withFewColours(const QImage& picture) {
    const QImage full = picture.convertToFormat(QImage::Format_RGB32);
    const QList<QRgb> colours = coloursOf(full);
    QList<QRgb> kept = colours.first(std::min(kCommonest, colours.size()));
    QList<int> errors(colours.size(), 256);
    QList<qsizetype> nearest(colours.size());
    // After the commonest each further one is the colour that would be furthest off without it.
    for (qsizetype place = 0; place < kept.size(); ++place) {
        for (qsizetype i = 0; i < colours.size(); ++i) {
            if (const int error = distance(colours[i], kept[place]); error < errors[i]) {
                errors[i] = error;
                nearest[i] = place;
            }
        }
        const auto furthest = std::ranges::max_element(errors);
        if (place + 1 == kept.size() && kept.size() < kFewColours && *furthest > kRounding) {
            kept.append(colours[furthest - errors.begin()]);
        }
    }
    if (std::ranges::max(errors) > kRounding) {
        return full;
    }
    QHash<QRgb, uchar> places;
    for (qsizetype i = 0; i < colours.size(); ++i) {
        places.insert(colours[i], static_cast<uchar>(nearest[i]));
    }
    QImage indexed(full.size(), QImage::Format_Indexed8);
    indexed.setColorTable(kept);
    for (int y = 0; y < full.height(); ++y) {
        std::transform(row(full, y), row(full, y) + full.width(), indexed.scanLine(y),
                       [&](QRgb colour) { return places.value(colour); });
    }
    return indexed;
}

bool save(const QImage& picture, const QString& path) {
    QImageWriter writer(path, "png");
    writer.setQuality(0);  // The most that zlib compresses.
    return QDir().mkpath(QFileInfo(path).path()) && writer.write(picture);
}

}  // namespace lanternfish::goldens
