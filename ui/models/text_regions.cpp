#include "ui/models/text_regions.h"

#include <algorithm>
#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>
#include <utility>

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

TextRegions::TextRegions(QObject* parent) : QObject(parent) {
    m_update.setSingleShot(true);
    m_update.setInterval(0);
    connect(&m_update, &QTimer::timeout, this, &TextRegions::update);
}

void TextRegions::setTextDocument(QQuickTextDocument* document) {
    if (m_document == document)
        return;
    if (m_document)
        disconnect(m_document, nullptr, this, nullptr);
    m_document = document;
    if (document)
        connect(document, &QQuickTextDocument::textDocumentChanged, this, &TextRegions::attach);
    attach();
    emit textDocumentChanged();
}

void TextRegions::attach() {
    if (QTextDocument* const text = m_document ? m_document->textDocument() : nullptr) {
        connect(text, &QTextDocument::contentsChange, this, &TextRegions::schedule);
        connect(text->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
                &TextRegions::schedule);
    }
    schedule();
}

void TextRegions::setRanges(const QList<QPointF>& ranges) {
    if (std::exchange(m_ranges, ranges) == ranges)
        return;
    emit rangesChanged();
    update();
}

void TextRegions::schedule() {
    if (!m_ranges.isEmpty() || !m_rectangles.isEmpty() || m_linksWanted)
        m_update.start();
}

void TextRegions::update() {
    QList<QRectF> rectangles;
    QTextDocument* const text = m_document ? m_document->textDocument() : nullptr;
    for (const QPointF& range : text ? m_ranges : QList<QPointF>()) {
        const auto begin = static_cast<int>(range.x());
        const auto end = static_cast<int>(range.y());
        for (QTextBlock block = text->findBlock(begin); block.isValid() && block.position() < end;
             block = block.next()) {
            // Asking for its rectangle lays the block out.
            const QPointF shift = text->documentLayout()->blockBoundingRect(block).topLeft();
            const QTextLayout* const layout = block.layout();
            for (int i = 0; i < layout->lineCount(); ++i) {
                const QTextLine line = layout->lineAt(i);
                const int from = std::max(begin - block.position(), line.textStart());
                const int to = std::min(end - block.position(), line.textStart() + line.textLength());
                if (from >= to)
                    continue;
                const qreal left = line.cursorToX(from);
                const qreal right = line.cursorToX(to);
                rectangles.append(QRectF(std::min(left, right) + shift.x(), line.y() + shift.y(),
                                         std::abs(right - left), line.height()));
            }
        }
    }
    if (std::exchange(m_rectangles, rectangles) != rectangles)
        emit rectanglesChanged();
    if (!m_linksWanted)
        return;
    const QVariantList found = findLinks();
    if (std::exchange(m_links, found) != found)
        emit linksChanged();
}

QVariantList TextRegions::links() {
    if (!std::exchange(m_linksWanted, true))
        m_links = findLinks();
    return m_links;
}

QVariantList TextRegions::findLinks() const {
    QVariantList found;
    const QTextDocument* const text = m_document ? m_document->textDocument() : nullptr;
    for (QTextBlock block = text ? text->begin() : QTextBlock(); block.isValid(); block = block.next()) {
        for (auto it = block.begin(); !it.atEnd(); ++it) {
            const QTextFragment fragment = it.fragment();
            const QString target = fragment.charFormat().anchorHref();
            if (target.isEmpty())
                continue;
            const int from = fragment.position();
            // Emphasis inside a link splits it into fragments.
            if (!found.isEmpty() && found.last().toMap()[u"to"_s] == from &&
                found.last().toMap()[u"target"_s] == target) {
                QVariantMap last = found.last().toMap();
                last[u"to"_s] = from + fragment.length();
                found.last() = last;
                continue;
            }
            found.append(QVariantMap{{u"from"_s, from}, {u"to"_s, from + fragment.length()}, {u"target"_s, target}});
        }
    }
    return found;
}

}  // namespace lanternfish::ui
