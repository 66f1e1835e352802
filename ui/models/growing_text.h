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

public:
    using QObject::QObject;

    QQuickTextDocument* textDocument() const { return m_document; }
    void setTextDocument(QQuickTextDocument* document);
    QString text() const { return m_text; }
    void setText(const QString& text);

signals:
    void textDocumentChanged();
    void textChanged();

private:
    void show();

    QPointer<QQuickTextDocument> m_document;
    QString m_text;
    QString m_shown;  ///< What the document holds.
};

}  // namespace lanternfish::ui
