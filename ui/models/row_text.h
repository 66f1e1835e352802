#pragma once

#include <QObject>
#include <QQmlEngine>
#include <QString>

#include "ui/models/model_row.h"

namespace lanternfish::ui {

/// A text of a row of the message stream, for elements that take it as it is: `RowText { blocks: view.model; row: index
/// }`. A property that QML declares keeps each new text on the script engine's heap, which for one that
/// grows to a hundred thousand characters means a collection every few frames. Thread: gui.
class RowText : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QAbstractItemModel* blocks READ blocks WRITE setBlocks NOTIFY blocksChanged)
    Q_PROPERTY(int row READ row WRITE setRow NOTIFY rowChanged)
    Q_PROPERTY(QString role READ role WRITE setRole NOTIFY roleChanged)
    /// While it isn't, the text stays as it was.
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)
    /// Empty where there is no such row.
    Q_PROPERTY(QString text READ text NOTIFY textChanged)

public:
    explicit RowText(QObject* parent = nullptr);

    QAbstractItemModel* blocks() const { return m_source.model(); }
    void setBlocks(QAbstractItemModel* blocks);
    int row() const { return m_source.row(); }
    void setRow(int row);
    QString role() const { return QString::fromUtf8(m_source.role()); }
    void setRole(const QString& role);
    bool active() const { return m_source.active(); }
    void setActive(bool active);
    QString text() const { return m_text; }

signals:
    void blocksChanged();
    void rowChanged();
    void roleChanged();
    void activeChanged();
    void textChanged();

private:
    void update();

    ModelRow m_source{"plainText"};
    QString m_text;
};

/// Lets `reader` have the text of `source` from now on, by `take`, and no longer that of `before`.
template <class Reader>
void readFrom(RowText* source, RowText* before, Reader* reader,
              void (Reader::*take)(const QString&) = &Reader::setText) {
    if (before)
        QObject::disconnect(before, nullptr, reader, nullptr);
    if (!source)
        return;
    QObject::connect(source, &RowText::textChanged, reader, [=] { (reader->*take)(source->text()); });
    (reader->*take)(source->text());
}

}  // namespace lanternfish::ui
