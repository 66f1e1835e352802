#include <QGuiApplication>
#include <QPainter>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include "tests/goldens/picture.h"

namespace lanternfish::goldens {

using namespace Qt::StringLiterals;

namespace {

/// A page of lines of text, drawn as small as the window draws any.
QImage page(const QString& word, QPointF at = {20, 20}, int noise = 0) {
    QImage picture(640, 400, QImage::Format_RGB32);
    picture.fill(qRgb(0xF7, 0xF9, 0xF9));
    QPainter painter(&picture);
    QFont font;
    font.setPixelSize(12);
    painter.setFont(font);
    painter.setPen(QColor(0x58, 0x68, 0x70));
    for (int line = 0; line < 20; ++line) {
        painter.drawText(QPointF(20, 20 + 16 * line), u"Nothing leaves this computer"_s);
    }
    painter.drawText(at + QPointF(300, 0), word);
    painter.end();
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) {
            const QColor colour = picture.pixelColor(x, y);
            const auto moved = [&](int channel) { return std::clamp(channel + (x + y) % 2 * noise, 0, 255); };
            picture.setPixelColor(x, y, QColor(moved(colour.red()), moved(colour.green()), moved(colour.blue())));
        }
    }
    return picture;
}

}  // namespace

class GoldenPictureTest : public QObject {
    Q_OBJECT

private slots:
    void sameIsSame() {
        const Comparison compared = compare(page(u"Ready"_s), page(u"Ready"_s));
        QVERIFY(compared.same);
        QCOMPARE(compared.pixels, 0);
    }

    void roundedShadesPass() {
        QVERIFY(compare(page(u"Ready"_s), page(u"Ready"_s, {20, 20}, -kRounding)).same);
        QVERIFY(!compare(page(u"Ready"_s), page(u"Ready"_s, {20, 20}, -kRounding - 1)).same);
        QVERIFY(compare(withFewColours(page(u"Ready"_s)), page(u"Ready"_s)).same);
    }

    void aBulletThatVanishedIsFound() {
        const Comparison compared = compare(page(u"\u2022"_s), page({}));
        QVERIFY2(!compared.same, qPrintable(compared.text));
        QVERIFY(compared.pixels <= 16);
    }

    void onePixelIsFound() {
        QImage other = page(u"Ready"_s);
        other.setPixel(600, 300, qRgb(0xDA, 0xE2, 0xE5));  // As faint as the lines between parts of the window.
        QVERIFY(!compare(page(u"Ready"_s), other).same);
    }

    void oneLetterIsFound() {
        const Comparison compared = compare(page(u"Ready"_s), page(u"Reacy"_s));
        QVERIFY2(!compared.same, qPrintable(compared.text));
        QVERIFY(QRect(320, 0, 60, 40).contains(compared.where));
        QCOMPARE(compared.difference.pixel(0, 0), qRgb(254, 254, 254));
    }

    void oneWordThatMovedByAPixelIsFound() {
        QVERIFY(!compare(page(u"Ready"_s), page(u"Ready"_s, {20, 21})).same);
        QVERIFY(!compare(page(u"Ready"_s), page(u"Ready"_s, {21, 20})).same);
    }

    void otherSizesAreNeverTheSame() {
        const QImage picture = page(u"Ready"_s);
        const Comparison compared = compare(picture, picture.copy(0, 0, 639, 400));
        QVERIFY(!compared.same);
        QVERIFY(compared.text.contains("640"_L1) && compared.text.contains("639"_L1));
    }

    void fewColoursStayAndManyAreLeft() {
        const QTemporaryDir folder;
        const QImage text = page(u"Ready"_s);
        QCOMPARE(withFewColours(text).format(), QImage::Format_Indexed8);
        QVERIFY(save(withFewColours(text), folder.filePath(u"new/text.png"_s)));
        QCOMPARE(compare(QImage(folder.filePath(u"new/text.png"_s)), text).pixels, 0);
        QRandomGenerator random(1);
        QImage many(256, 256, QImage::Format_RGB32);
        for (int y = 0; y < many.height(); ++y) {
            for (int x = 0; x < many.width(); ++x) {
                many.setPixel(x, y, random.generate() | qRgb(0, 0, 0));
            }
        }
        QCOMPARE(withFewColours(many).format(), QImage::Format_RGB32);
    }
};

}  // namespace lanternfish::goldens

QTEST_MAIN(lanternfish::goldens::GoldenPictureTest)
#include "tst_golden_picture.moc"
