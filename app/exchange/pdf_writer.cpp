#include "app/exchange/pdf_writer.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QPdfWriter>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextList>

#include "app/exchange/syntax_css.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Transcript)
};

constexpr int kDotsPerInch = 1200;
constexpr double kPointsPerInch = 72;
constexpr QMarginsF kMargins(18, 16, 18, 16);  // millimetres
constexpr double kBodyPoints = 10;
constexpr double kSmallPoints = 8;
constexpr double kBandPoints = 22;  ///< Height of the lines above and below the text.
constexpr QColor kGrey(0x58, 0x68, 0x70);

// Colours as in ui/theme, for paper. Lengths that QTextDocument knows only in pixels follow the page's resolution: its
// layout here counts points.
constexpr QLatin1StringView kStyle(R"(
p { margin-top: 4px; margin-bottom: 4px; }
.h1 { font-size: 16pt; font-weight: bold; margin-top: 0px; margin-bottom: 8px; }
.h2 { font-size: 11pt; font-weight: bold; margin-top: 16px; margin-bottom: 4px; color: #0B6A7B; }
.h3 { font-size: 13pt; font-weight: bold; margin-top: 10px; margin-bottom: 4px; }
.h4 { font-size: 11pt; font-weight: bold; margin-top: 8px; margin-bottom: 4px; }
.h5, .h6 { font-size: 10pt; font-weight: bold; margin-top: 8px; margin-bottom: 4px; }
a { color: #0B6A7B; }
.time, .note, .attachment, .summary { color: #586870; font-size: 8pt; font-weight: normal; }
.status { color: #B3261E; font-size: 8pt; }
.plain { white-space: pre-wrap; }
.thought { color: #43535A; margin-left: 12px; }
pre { white-space: pre-wrap; background-color: #F0F4F5; font-size: 8pt; margin-top: 4px; margin-bottom: 4px; }
code { font-size: 8.5pt; }
pre code { font-size: 8pt; }
blockquote { margin-left: 14px; margin-right: 0px; color: #43535A; }
table { border-collapse: collapse; margin-top: 4px; margin-bottom: 4px; }
th, td { border: 1px solid #DAE2E5; padding: 3px; }
.center { text-align: center; }
.right { text-align: right; }
.level1 { margin-left: 16px; }
.level2 { margin-left: 32px; }
.level3 { margin-left: 48px; }
.level4 { margin-left: 64px; }
)");

QFont textFont(double points) {
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    font.setPointSizeF(points);
    // A ligature would come out as one letter where text is copied or searched.
    font.setFeature("liga", 0);
    return font;
}

/// Puts boxes as text where tasks begin, in the place of bullets: text documents draw crosses, over numbers too, that
/// no one can copy from the file.
void writeTaskBoxes(QTextDocument& document) {
    const QFontMetricsF metrics(document.defaultFont());
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QTextBlockFormat::MarkerType marker = block.blockFormat().marker();
        if (marker == QTextBlockFormat::MarkerType::NoMarker) {
            continue;
        }
        const QString box =
            marker == QTextBlockFormat::MarkerType::Checked ? QStringLiteral("\u2611 ") : QStringLiteral("\u2610 ");
        QTextCursor cursor(block);
        QTextList* const list = block.textList();
        if (list && list->format().style() != QTextListFormat::ListDecimal) {
            list->remove(block);
        }
        QTextBlockFormat format = block.blockFormat();
        format.setMarker(QTextBlockFormat::MarkerType::NoMarker);
        if (!block.textList()) {
            format.setTextIndent(-metrics.horizontalAdvance(box));
        }
        cursor.setBlockFormat(format);
        cursor.insertText(box, QTextCharFormat());
    }
}

QString codeFamily() {
    return QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
}

/// Draws the pages of a document one after another. Coordinates are points.
class Pages {
public:
    Pages(QTextDocument& document, QString title, QPdfWriter& writer)
        : m_document(document), m_title(std::move(title)), m_writer(writer) {
        const QRectF page = writer.pageLayout().paintRect(QPageLayout::Point);
        m_size = page.size();
        m_text = QSizeF(m_size.width(), m_size.height() - 2 * kBandPoints);
    }

    Result<void> draw(const Watch& watch) {
        QPainter painter;
        if (!painter.begin(&m_writer)) {
            return makeError(ErrorCode::Io, "The first page can't be drawn");
        }
        const double scale = kDotsPerInch / kPointsPerInch;
        painter.scale(scale, scale);
        // Laid out for the page's own resolution, so that every letter stands where it will be printed.
        m_document.documentLayout()->setPaintDevice(nullptr);
        m_document.setPageSize(m_text);
        const int count = m_document.pageCount();
        for (int page = 0; page < count; ++page) {
            LF_CHECK(watch.goOn("Export"));
            if (page > 0) {
                m_writer.newPage();
            }
            drawText(painter, page);
            drawBands(painter, page + 1, count);
        }
        return painter.end() ? Result<void>() : makeError(ErrorCode::Io, "The last page can't be drawn");
    }

private:
    void drawText(QPainter& painter, int page) {
        // A point less: what begins the next page touches this one and would be drawn here too, outside of what is
        // seen.
        const QRectF part(0, page * m_text.height(), m_text.width(), m_text.height() - 1);
        painter.save();
        painter.translate(0, kBandPoints - part.top());
        m_document.drawContents(&painter, part);
        painter.restore();
    }

    void drawBands(QPainter& painter, int number, int count) {
        QFont font = textFont(kSmallPoints);
        font.setPixelSize(static_cast<int>(kSmallPoints));
        painter.setFont(font);
        painter.setPen(kGrey);
        if (number > 1) {
            const QString title = QFontMetricsF(font).elidedText(m_title, Qt::ElideRight, m_size.width());
            painter.drawText(QRectF(0, 0, m_size.width(), kBandPoints), Qt::AlignTop, title);
        }
        painter.drawText(QRectF(0, m_size.height() - kBandPoints, m_size.width(), kBandPoints),
                         Qt::AlignBottom | Qt::AlignHCenter, Words::tr("Page %1 of %2").arg(number).arg(count));
    }

    QTextDocument& m_document;
    QString m_title;
    QPdfWriter& m_writer;
    QSizeF m_size;  ///< Within the margins.
    QSizeF m_text;
};

}  // namespace

Result<void> writePdf(const Transcript& transcript, const HtmlBody& body, QIODevice& device, const Watch& watch) {
    QPdfWriter writer(&device);
    writer.setResolution(kDotsPerInch);
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait, kMargins, QPageLayout::Millimeter));
    writer.setTitle(titleOf(transcript.conversation));
    writer.setCreator(u"Lanternfish"_s);
    QTextDocument document;
    document.setUndoRedoEnabled(false);
    document.setDocumentMargin(0);
    document.setDefaultFont(textFont(kBodyPoints));
    document.setDefaultStyleSheet(kStyle + u"pre, code { font-family: \""_s + codeFamily() + u"\"; }\n"_s +
                                  syntaxCss(markup::SyntaxTheme::Light));
    document.setHtml(body.write(transcript));
    writeTaskBoxes(document);
    LF_CHECK(watch.goOn("Export"));
    return Pages(document, titleOf(transcript.conversation), writer).draw(watch);
}

}  // namespace lanternfish::exchange
