#pragma once

#include <memory>
#include <QObject>
#include <QPointer>
#include <QQmlEngine>
#include <QQuickTextDocument>
#include <QTextDocument>
#include <QVariant>

#include "ui/models/document_highlighter.h"

namespace lanternfish::ui {

/// Colours the code in a TextEdit: `CodeHighlighter { textDocument: edit.textDocument; definition: "C++" }`.
class CodeHighlighterItem : public QObject {
    Q_OBJECT
    QML_NAMED_ELEMENT(CodeHighlighter)
    Q_PROPERTY(QQuickTextDocument* textDocument READ textDocument WRITE setTextDocument NOTIFY textDocumentChanged)
    /// Name of a syntax definition; empty or unknown leaves the text plain.
    Q_PROPERTY(QString definition READ definition WRITE setDefinition NOTIFY definitionChanged)
    /// The state before the first line, from CodeChunks; none for code that begins here.
    Q_PROPERTY(QVariant start READ start WRITE setStart NOTIFY startChanged)
    Q_PROPERTY(bool dark READ dark WRITE setDark NOTIFY darkChanged)
    Q_PROPERTY(bool highContrast READ highContrast WRITE setHighContrast NOTIFY highContrastChanged)

public:
    using QObject::QObject;

    QQuickTextDocument* textDocument() const { return m_document; }
    void setTextDocument(QQuickTextDocument* document);
    QString definition() const { return m_definition; }
    void setDefinition(const QString& definition);
    QVariant start() const { return m_start; }
    void setStart(const QVariant& start);
    bool dark() const { return m_dark; }
    void setDark(bool dark);
    bool highContrast() const { return m_highContrast; }
    void setHighContrast(bool highContrast);

signals:
    void textDocumentChanged();
    void definitionChanged();
    void startChanged();
    void darkChanged();
    void highContrastChanged();

private:
    void attach();
    void applyDefinition();
    void applyTheme();

    QPointer<QQuickTextDocument> m_document;
    QPointer<DocumentHighlighter> m_highlighter;  ///< Owned by the text document.
    QString m_definition;
    QVariant m_start;
    bool m_dark = false;
    bool m_highContrast = false;
};

}  // namespace lanternfish::ui
