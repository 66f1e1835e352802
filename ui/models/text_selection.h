#pragma once

#include <QObject>
#include <QPersistentModelIndex>
#include <QPoint>
#include <QPointer>
#include <QQmlEngine>

#include "app/markup/shown_text.h"
#include "ui/models/message_block_model.h"

namespace lanternfish::ui {

/// A selection over the rows of a message stream, from an anchor to a head. It lives here and not in the views, which
/// only paint it: rows in its middle need no view. A place is a row and a position in that row's shown text; places
/// follow their row when others come and go. Thread: gui.
class TextSelection : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(lanternfish::ui::MessageBlockModel* model READ model WRITE setModel NOTIFY modelChanged)
    /// Nothing to copy. There may still be a head, where the keyboard goes on.
    Q_PROPERTY(bool empty READ empty NOTIFY changed)
    /// -1 when there is none.
    Q_PROPERTY(int headRow READ headRow NOTIFY changed)
    Q_PROPERTY(int headOffset READ headOffset NOTIFY changed)
    /// Counts changes: what reads rangeIn() binds to it.
    Q_PROPERTY(int revision READ revision NOTIFY changed)

public:
    enum Step { CharacterBefore, CharacterAfter, WordBefore, WordAfter, RowStart, RowEnd, First, Last };
    Q_ENUM(Step)

    using QObject::QObject;

    MessageBlockModel* model() const { return m_model; }
    void setModel(MessageBlockModel* model);
    bool empty() const;
    int headRow() const { return m_head.row.isValid() ? m_head.row.row() : -1; }
    int headOffset() const { return m_head.offset; }
    int revision() const { return m_revision; }

    Q_INVOKABLE void begin(int row, int offset);
    Q_INVOKABLE void extendTo(int row, int offset);
    Q_INVOKABLE void selectWord(int row, int offset);
    Q_INVOKABLE void selectRow(int row);
    Q_INVOKABLE void selectAll();
    Q_INVOKABLE void clear();
    /// Moves the head, over rows without text; true when it moved.
    Q_INVOKABLE bool move(lanternfish::ui::TextSelection::Step step);
    /// The next row with text from `row` on in this direction (-1, 1); -1 when there is none.
    Q_INVOKABLE int textRowFrom(int row, int direction) const;
    Q_INVOKABLE int lengthOf(int row) const;
    /// What of the row is selected: x to y, which may lie behind its end; (0, 0) for nothing.
    Q_INVOKABLE QPoint rangeIn(int row) const;

    Q_INVOKABLE QString text() const { return copied(markup::CopyFormat::Plain); }
    Q_INVOKABLE QString markdown() const { return copied(markup::CopyFormat::Markdown); }
    /// To the clipboard: plain text, and Markdown for those who ask for it.
    Q_INVOKABLE void copy() const;
    Q_INVOKABLE void copyMarkdown() const;

signals:
    void modelChanged();
    void changed();

private:
    struct Place {
        QPersistentModelIndex row;
        int offset = 0;
    };
    struct Ends {
        int firstRow = -1;
        int from = 0;
        int lastRow = -1;
        int to = 0;
    };

    bool hasModel() const { return m_model && m_model->rowCount() > 0; }
    Ends ends() const;
    QString shown(int row) const { return shownText(m_model->row(row)); }
    QString copied(markup::CopyFormat format) const;
    int wholeMessageEnd(int row, const Ends& ends) const;
    void setHead(int row, int offset);
    void notify();

    QPointer<MessageBlockModel> m_model;
    Place m_anchor;
    Place m_head;
    int m_revision = 0;
};

}  // namespace lanternfish::ui
