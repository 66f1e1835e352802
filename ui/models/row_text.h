#pragma once

#include <QAbstractItemModel>
#include <QObject>
#include <QPointer>
#include <QQmlEngine>
#include <QString>

namespace lanternfish::ui {

/// The plain text of a row of the message stream, for elements that take it as it is: `RowText { blocks: view.model;
/// row: index }`. A property that QML declares keeps each new text on the script engine's heap, which for one that
/// grows to a hundred thousand characters means a collection every few frames. Thread: gui.
class RowText : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QAbstractItemModel* blocks READ blocks WRITE setBlocks NOTIFY blocksChanged)
    Q_PROPERTY(int row READ row WRITE setRow NOTIFY rowChanged)
    /// Its role "plainText"; empty where there is no such row.
    Q_PROPERTY(QString text READ text NOTIFY textChanged)

public:
    using QObject::QObject;

    QAbstractItemModel* blocks() const { return m_blocks; }
    void setBlocks(QAbstractItemModel* blocks);
    int row() const { return m_row; }
    void setRow(int row);
    QString text() const { return m_text; }

signals:
    void blocksChanged();
    void rowChanged();
    void textChanged();

private:
    void update();

    QPointer<QAbstractItemModel> m_blocks;
    int m_role = -1;
    int m_row = -1;
    QString m_text;
};

/// Lets `reader` have the text of `source` from now on, by its setText(), and no longer that of `before`.
template <class Reader>
void readFrom(RowText* source, RowText* before, Reader* reader) {
    if (before)
        QObject::disconnect(before, nullptr, reader, nullptr);
    if (!source)
        return;
    QObject::connect(source, &RowText::textChanged, reader, [source, reader] { reader->setText(source->text()); });
    reader->setText(source->text());
}

}  // namespace lanternfish::ui
