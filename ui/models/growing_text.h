#pragma once

#include <QObject>
#include <QPointer>
#include <QQmlEngine>
#include <QQuickTextDocument>
#include <QString>

namespace lanternfish::ui {

/// The plain text of a TextEdit, for text that grows at its end: only what is new goes into the document, so that
/// nothing before it is laid out or coloured again. `GrowingText { textDocument: edit.textDocument; text: words }`.
/// Thread: gui.
class GrowingText : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* textDocument READ textDocument WRITE setTextDocument NOTIFY textDocumentChanged)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    /// Of each line, in pixels; 0 leaves it to the font.
    Q_PROPERTY(qreal lineHeight READ lineHeight WRITE setLineHeight NOTIFY lineHeightChanged)

public:
    using QObject::QObject;

    QQuickTextDocument* textDocument() const { return m_document; }
    void setTextDocument(QQuickTextDocument* document);
    QString text() const { return m_text; }
    void setText(const QString& text);
    qreal lineHeight() const { return m_lineHeight; }
    void setLineHeight(qreal height);

signals:
    void textDocumentChanged();
    void textChanged();
    void lineHeightChanged();

private:
    QTextDocument* document() const;
    void attach();
    void applyLineHeight();
    void show();

    QPointer<QQuickTextDocument> m_document;
    QString m_text;
    qreal m_lineHeight = 0;
    QString m_shown;  ///< What the document holds.
};

}  // namespace lanternfish::ui
