#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPointer>
#include <QQmlEngine>
#include <QQmlParserStatus>
#include <QQuickTextDocument>
#include <QRectF>
#include <QString>

#include "ui/models/row_text.h"

namespace lanternfish::ui {

/// The rich text of a TextEdit, made from the html of the markup library (see app/markup/block.h). Words that are added
/// at the end go into the document as they are; anything else makes it anew. Thread: gui.
class ProseDocument : public QObject, public QQmlParserStatus {
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* textDocument READ textDocument WRITE setTextDocument NOTIFY textDocumentChanged)
    Q_PROPERTY(QString html READ html WRITE setHtml NOTIFY htmlChanged)
    /// Where the html comes from, for one that grows: no binding carries it.
    Q_PROPERTY(lanternfish::ui::RowText* source READ source WRITE setSource NOTIFY sourceChanged)
    /// The element's own, which lists are indented by: as far as "99. " is wide.
    Q_PROPERTY(QFont font READ font WRITE setFont NOTIFY styleChanged)
    /// Of each line, in pixels.
    Q_PROPERTY(qreal lineHeight READ lineHeight WRITE setLineHeight NOTIFY styleChanged)
    Q_PROPERTY(QColor linkColor READ linkColor WRITE setLinkColor NOTIFY styleChanged)
    /// Behind code.
    Q_PROPERTY(QColor codeColor READ codeColor WRITE setCodeColor NOTIFY styleChanged)
    Q_PROPERTY(QFont codeFont READ codeFont WRITE setCodeFont NOTIFY styleChanged)
    Q_PROPERTY(bool hasLinks READ hasLinks NOTIFY htmlChanged)
    Q_PROPERTY(bool hasTasks READ hasTasks NOTIFY htmlChanged)
    /// Where the last line ends: a place without width, in the document's coordinates. A cursor's place would be the
    /// same, but finding it shapes the whole paragraph again.
    Q_PROPERTY(QRectF end READ end NOTIFY endChanged)

public:
    using QObject::QObject;

    QQuickTextDocument* textDocument() const { return m_document; }
    void setTextDocument(QQuickTextDocument* document);
    QString html() const { return m_html; }
    void setHtml(const QString& html);
    RowText* source() const { return m_source; }
    void setSource(RowText* source);
    QFont font() const { return m_font; }
    void setFont(const QFont& font);
    qreal lineHeight() const { return m_lineHeight; }
    void setLineHeight(qreal height);
    QColor linkColor() const { return m_linkColor; }
    void setLinkColor(const QColor& color);
    QColor codeColor() const { return m_codeColor; }
    void setCodeColor(const QColor& color);
    QFont codeFont() const { return m_codeFont; }
    void setCodeFont(const QFont& font);
    bool hasLinks() const;
    bool hasTasks() const;
    QRectF end() const;

    void classBegin() override { m_complete = false; }
    void componentComplete() override;

signals:
    void textDocumentChanged();
    void htmlChanged();
    void sourceChanged();
    void styleChanged();
    void endChanged();

private:
    QTextDocument* document() const;
    void attach();
    void restyle();
    bool append();
    void show();

    QPointer<QQuickTextDocument> m_document;
    QPointer<RowText> m_source;
    QString m_html;
    QString m_shown;  ///< What the document was made of.
    QFont m_font;
    qreal m_lineHeight = 0;
    QColor m_linkColor;
    QColor m_codeColor;
    QFont m_codeFont;
    bool m_complete = true;
};

}  // namespace lanternfish::ui
