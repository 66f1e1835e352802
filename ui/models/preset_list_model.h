#pragma once

#include <QAbstractListModel>
#include <QQmlEngine>
#include <QVariantMap>

#include "app/assistant/history.h"

namespace lanternfish::ui {

/// The presets by position. Thread: gui.
class PresetListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Owned by ChatController")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum RoleName {
        PresetId = Qt::UserRole,
        Name,
        SystemPrompt,
        Thinking,  ///< "none", "high" or "max".
        Temperature,
        TopP,
        MinP,
        TopK,
        Seed,  ///< Digits; empty: each answer has another one.
    };

    explicit PresetListModel(assistant::History* history, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    /// An object with the roles' names; empty for none.
    Q_INVOKABLE QVariantMap get(double preset) const;
    /// Adds one with these values (the roles' names; what is missing has its default). Its id; 0 without a name.
    Q_INVOKABLE double add(const QVariantMap& values);
    /// Changes what is in `values`. Numbers out of range are taken as the nearest that is in it; a seed that is none is
    /// left out.
    Q_INVOKABLE void change(double preset, const QVariantMap& values);
    Q_INVOKABLE void remove(double preset);

signals:
    void countChanged();

private:
    void read();

    assistant::History* const m_history;
    QList<store::Preset> m_presets;
};

}  // namespace lanternfish::ui
