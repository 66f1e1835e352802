#pragma once

#include <KSyntaxHighlighting/State>
#include <QAbstractListModel>
#include <QPointer>
#include <QPointF>
#include <QQmlEngine>
#include <utility>
#include <vector>

#include "app/markup/code_highlighter.h"
#include "ui/models/row_text.h"

namespace lanternfish::ui {

/// Code in chunks of kLines lines. Its rows are the chunks that `shownLines` touches, or the one that is nearest, so
/// that a view has text elements for these alone; where the others stand follows from the height of a line. Code that
/// grows at its end changes its last chunk, and nothing above is laid out or coloured again. Thread: gui.
class CodeChunks : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    /// Where the text comes from, for one that may be long: no binding carries it.
    Q_PROPERTY(lanternfish::ui::RowText* source READ source WRITE setSource NOTIFY sourceChanged)
    /// Name of a syntax definition, for `start`.
    Q_PROPERTY(QString definition READ definition WRITE setDefinition NOTIFY definitionChanged)
    /// The first line and the one behind the last; what lies outside of the code is left out.
    Q_PROPERTY(QPointF shownLines READ shownLines WRITE setShownLines NOTIFY shownLinesChanged)
    /// At least 1: code without a word has an empty line.
    Q_PROPERTY(int lineCount READ lineCount NOTIFY textChanged)
    /// The most lines of a row.
    Q_PROPERTY(int chunkLines READ chunkLines CONSTANT)
    /// Of the longest line, in UTF-16 code units.
    Q_PROPERTY(int longestLine READ longestLine NOTIFY textChanged)

public:
    enum RoleName {
        Code = Qt::UserRole,  ///< The chunk's lines; the line feed behind its last one is left out.
        Line,                 ///< Its first line.
        Offset,               ///< Where it begins in the text.
        Start,                ///< The highlighter's state before it, for CodeHighlighter.
    };
    /// Fewer are more elements, and one is made each time that so many lines were written.
    static constexpr int kLines = 32;

    explicit CodeChunks(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString text() const { return m_text; }
    void setText(const QString& text);
    RowText* source() const { return m_source; }
    void setSource(RowText* source);
    QString definition() const { return m_definition; }
    void setDefinition(const QString& definition);
    QPointF shownLines() const { return m_shownLines; }
    void setShownLines(QPointF lines);
    int chunkLines() const { return kLines; }
    int lineCount() const { return m_lineCount; }
    int longestLine() const { return static_cast<int>(m_longestLine); }

    /// The line of a position; the nearest one for positions outside of the text.
    Q_INVOKABLE int lineAt(int position) const;
    /// Where a line begins; the nearest one for lines that there are not.
    Q_INVOKABLE int lineBegin(int line) const;
    /// The row whose chunk holds a line; -1 while none does.
    Q_INVOKABLE int rowOf(int line) const;

signals:
    void textChanged();
    void sourceChanged();
    void definitionChanged();
    void shownLinesChanged();
    /// The text is another one, and no longer one of before.
    void replaced();

private:
    int chunkCount() const { return static_cast<int>(m_begins.size()); }
    QStringView chunk(int index) const;
    const KSyntaxHighlighting::State& stateBefore(int chunk) const;
    void scan(qsizetype from);
    std::pair<int, int> shownChunks() const;
    void replaceRows();
    void updateRows();

    QPointer<RowText> m_source;
    QString m_text;
    std::vector<qsizetype> m_begins{0};  ///< Of each chunk in the text.
    int m_lineCount = 1;
    qsizetype m_lastLineBegin = 0;
    qsizetype m_longestLine = 0;
    QPointF m_shownLines;
    int m_first = 0;  ///< Chunks that are rows: [m_first, m_end).
    int m_end = 0;
    QString m_definition;
    mutable markup::CodeHighlighter m_highlighter;
    mutable std::vector<KSyntaxHighlighting::State> m_states;  ///< Before each chunk, as far as they were asked for.
};

}  // namespace lanternfish::ui
