#include "ui/models/task_places.h"

#include <algorithm>
#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>
#include <utility>

namespace lanternfish::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qreal kSide = 0.87;  ///< Of a box, in sizes of the font: as high as its capitals with some air.

bool isTask(const QTextBlock& block) {
    return block.blockFormat().marker() != QTextBlockFormat::MarkerType::NoMarker;
}

/// Where Qt draws the marker: before the first line, a space away.
QRectF placeOf(const QTextBlock& block, const QTextDocument& text) {
    // Asking for its rectangle lays the block out.
    const QPointF shift = text.documentLayout()->blockBoundingRect(block).topLeft();
    if (block.layout()->lineCount() == 0)
        return {};
    const QTextLine line = block.layout()->lineAt(0);
    const QRectF words = line.naturalTextRect().translated(shift);
    const QFontMetricsF metrics(text.defaultFont());
    const qreal side = qRound(kSide * text.defaultFont().pixelSize());
    const qreal gap = metrics.horizontalAdvance(u' ');
    const bool rightToLeft = block.textDirection() == Qt::RightToLeft;
    const qreal x = rightToLeft ? words.right() + gap : words.left() - gap - side;
    return {qreal(qRound(x)), qreal(qRound(shift.y() + line.y() + (line.height() - side) / 2)), side, side};
}

}  // namespace

TaskPlaces::TaskPlaces(QObject* parent) : QObject(parent) {
    m_update.setSingleShot(true);
    m_update.setInterval(0);
    connect(&m_update, &QTimer::timeout, this, &TaskPlaces::update);
}

void TaskPlaces::setTextDocument(QQuickTextDocument* document) {
    if (m_document == document)
        return;
    if (m_document) {
        disconnect(m_document, nullptr, this, nullptr);
        if (QTextDocument* const text = m_document->textDocument()) {
            disconnect(text, nullptr, this, nullptr);
            disconnect(text->documentLayout(), nullptr, this, nullptr);
        }
    }
    m_document = document;
    if (document)
        connect(document, &QQuickTextDocument::textDocumentChanged, this, &TaskPlaces::attach);
    attach();
    emit textDocumentChanged();
}

void TaskPlaces::attach() {
    m_changedFrom = m_changedTo = 0;
    if (QTextDocument* const text = m_document ? m_document->textDocument() : nullptr) {
        connect(text, &QTextDocument::contentsChange, this,
                [this](int position, int, int added) { note(position, added); });
        // At once: no frame shows the marker.
        connect(text, &QTextDocument::contentsChanged, this, &TaskPlaces::hideMarkers);
        connect(text->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this, [this] {
            if (m_hasTasks)
                m_update.start();
        });
        m_changedTo = text->characterCount();
    }
    hideMarkers();
    update();
}

void TaskPlaces::note(int position, int added) {
    const bool first = m_changedFrom == m_changedTo;
    m_changedFrom = first ? position : std::min(m_changedFrom, position);
    m_changedTo = first ? position + added : std::max(m_changedTo, position + added);
}

void TaskPlaces::hideMarkers() {
    QTextDocument* const text = m_document ? m_document->textDocument() : nullptr;
    const int to = std::exchange(m_changedTo, m_changedFrom);
    QTextCharFormat hidden;
    hidden.setForeground(Qt::transparent);
    for (QTextBlock block = text ? text->findBlock(m_changedFrom) : QTextBlock();
         block.isValid() && block.position() <= to; block = block.next()) {
        if (!isTask(block))
            continue;
        m_hasTasks = true;
        if (block.charFormat().foreground() == hidden.foreground())
            continue;
        // The marker takes the format of the block, the words have their own.
        QTextCursor(block).mergeBlockCharFormat(hidden);
        // That throws the block's layout away without making it anew.
        text->markContentsDirty(block.position(), block.length());
    }
    if (m_hasTasks)
        m_update.start();
}

void TaskPlaces::update() {
    QVariantList tasks;
    const QTextDocument* const text = m_document ? m_document->textDocument() : nullptr;
    for (QTextBlock block = text ? text->begin() : QTextBlock(); block.isValid(); block = block.next()) {
        if (isTask(block)) {
            const bool done = block.blockFormat().marker() == QTextBlockFormat::MarkerType::Checked;
            tasks.append(QVariantMap{{u"place"_s, placeOf(block, *text)}, {u"done"_s, done}});
        }
    }
    m_hasTasks = !tasks.isEmpty();
    if (std::exchange(m_tasks, tasks) != tasks)
        emit tasksChanged();
}

}  // namespace lanternfish::ui
