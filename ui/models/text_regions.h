#pragma once

#include <QList>
#include <QObject>
#include <QPointer>
#include <QPointF>
#include <QQmlEngine>
#include <QQuickTextDocument>
#include <QRectF>
#include <QTimer>
#include <QVariantList>

namespace lanternfish::ui {

/// Where pieces of a TextEdit's text stand, one rectangle for each line that a piece touches, in the coordinates of its
/// document: `TextRegions { textDocument: edit.textDocument; ranges: [Qt.point(4, 9)] }`. Follows text and layout.
/// Thread: gui.
class TextRegions : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* textDocument READ textDocument WRITE setTextDocument NOTIFY textDocumentChanged)
    /// Beginning and end of each piece.
    Q_PROPERTY(QList<QPointF> ranges READ ranges WRITE setRanges NOTIFY rangesChanged)
    Q_PROPERTY(QList<QRectF> rectangles READ rectangles NOTIFY rectanglesChanged)
    /// The links of the text in order: objects with `from`, `to` and `target`. Followed only once it was asked for.
    Q_PROPERTY(QVariantList links READ links NOTIFY linksChanged)

public:
    explicit TextRegions(QObject* parent = nullptr);

    QQuickTextDocument* textDocument() const { return m_document; }
    void setTextDocument(QQuickTextDocument* document);
    QList<QPointF> ranges() const { return m_ranges; }
    void setRanges(const QList<QPointF>& ranges);
    QList<QRectF> rectangles() const { return m_rectangles; }

    QVariantList links();

signals:
    void textDocumentChanged();
    void rangesChanged();
    void rectanglesChanged();
    void linksChanged();

private:
    void attach();
    void schedule();
    void update();
    QVariantList findLinks() const;

    QPointer<QQuickTextDocument> m_document;
    QList<QPointF> m_ranges;
    QList<QRectF> m_rectangles;
    QVariantList m_links;
    bool m_linksWanted = false;
    QTimer m_update;
};

}  // namespace lanternfish::ui
