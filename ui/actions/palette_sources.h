#pragma once

#include <QAbstractItemModel>
#include <QPointer>
#include <QVariantList>

#include "ui/actions/action_registry.h"
#include "ui/actions/palette_source.h"

namespace lanternfish::actions {

/// The available actions of a registry; choosing one triggers it.
class ActionSource : public PaletteSource {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(lanternfish::actions::ActionRegistry* registry MEMBER m_registry REQUIRED)

public:
    using PaletteSource::PaletteSource;

    void search(const QString& query, int limit) override;
    void choose(const QString& key) override;

private:
    ActionRegistry* m_registry = nullptr;
};

/// The rows of a list model, newest first: of two that match alike the upper one stands higher.
class ModelSource : public PaletteSource {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QAbstractItemModel* model MEMBER m_model REQUIRED)
    Q_PROPERTY(QString titleRole MEMBER m_titleRole REQUIRED)
    Q_PROPERTY(QString keyRole MEMBER m_keyRole REQUIRED)

public:
    using PaletteSource::PaletteSource;

    void search(const QString& query, int limit) override;

private:
    QPointer<QAbstractItemModel> m_model;
    QString m_titleRole;
    QString m_keyRole;
};

/// The rows of a list model that looks by itself for what its property `text` says, and is reset when it has found it.
/// They stand below what matches by its own name. `htmlRole` tells titles with their matches in <b>, all else escaped.
class QuerySource : public PaletteSource {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QAbstractItemModel* model READ model WRITE setModel NOTIFY modelChanged REQUIRED)
    Q_PROPERTY(QString titleRole MEMBER m_titleRole REQUIRED)
    Q_PROPERTY(QString htmlRole MEMBER m_htmlRole)
    Q_PROPERTY(QString keyRole MEMBER m_keyRole REQUIRED)

public:
    using PaletteSource::PaletteSource;

    QAbstractItemModel* model() const { return m_model; }
    void setModel(QAbstractItemModel* model);
    void search(const QString& query, int limit) override;

signals:
    void modelChanged();

private:
    void answer();

    QPointer<QAbstractItemModel> m_model;
    QString m_titleRole;
    QString m_htmlRole;
    QString m_keyRole;
    QString m_query;
    int m_limit = 0;
};

/// A fixed list of objects with key and title.
class ListSource : public PaletteSource {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QVariantList items MEMBER m_items REQUIRED)

public:
    using PaletteSource::PaletteSource;

    void search(const QString& query, int limit) override;

private:
    QVariantList m_items;
};

}  // namespace lanternfish::actions
