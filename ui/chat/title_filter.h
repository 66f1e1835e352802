#pragma once

#include <QQmlEngine>
#include <QSortFilterProxyModel>
#include <QString>

namespace lanternfish::chat {

/// The rows of a list model whose `title` contains every word of `text`, in any case and order. Thread: gui.
class TitleFilter : public QSortFilterProxyModel {
    Q_OBJECT
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    QML_ELEMENT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    QString text() const { return m_text; }
    void setText(const QString& text);

signals:
    void textChanged();

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    QString m_text;
    QStringList m_words;
};

}  // namespace lanternfish::chat
