#pragma once

#include <QObject>
#include <QPointer>
#include <QQmlEngine>
#include <QQuickTextDocument>
#include <QString>

#include "ui/models/row_text.h"

namespace lanternfish::ui {

/// The plain text of a TextEdit, for text that grows at its end: only what is new goes into the document, so that
/// nothing before it is laid out or coloured again. `GrowingText { textDocument: edit.textDocument; text: words }`.
/// Thread: gui.
class GrowingText : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* textDocument READ textDocument WRITE setTextDocument NOTIFY textDocumentChanged)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    /// Where the text comes from, for one that may be long: no binding carries it.
    Q_PROPERTY(lanternfish::ui::RowText* source READ source WRITE setSource NOTIFY sourceChanged)
    /// For an element of a fixed size: it learns which lines to paint and not that its text has changed, upon which a
    /// TextEdit measures and paints all of them.
    Q_PROPERTY(bool quiet READ quiet WRITE setQuiet NOTIFY quietChanged)
    /// Of the longest line, in pixels.
    Q_PROPERTY(qreal contentWidth READ contentWidth NOTIFY contentWidthChanged)
    /// Of each line, in pixels; 0 leaves it to the font.
    Q_PROPERTY(qreal lineHeight READ lineHeight WRITE setLineHeight NOTIFY lineHeightChanged)

public:
    using QObject::QObject;

    QQuickTextDocument* textDocument() const { return m_document; }
    void setTextDocument(QQuickTextDocument* document);
    QString text() const { return m_text; }
    void setText(const QString& text);
    RowText* source() const { return m_source; }
    void setSource(RowText* source);
    bool quiet() const { return m_quiet; }
    void setQuiet(bool quiet);
    qreal contentWidth() const { return m_contentWidth; }
    qreal lineHeight() const { return m_lineHeight; }
    void setLineHeight(qreal height);

signals:
    void textDocumentChanged();
    void textChanged();
    void sourceChanged();
    void quietChanged();
    void contentWidthChanged();
    void lineHeightChanged();

private:
    QTextDocument* document() const;
    void attach();
    void applyLineHeight();
    void show();
    void measure();

    QPointer<QQuickTextDocument> m_document;
    QPointer<RowText> m_source;
    QString m_text;
    bool m_quiet = false;
    bool m_changing = false;
    qreal m_contentWidth = 0;
    qreal m_lineHeight = 0;
    QString m_shown;  ///< What the document holds.
};

}  // namespace lanternfish::ui
