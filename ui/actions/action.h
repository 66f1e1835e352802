#pragma once

#include <QObject>
#include <QQmlEngine>
#include <QString>
#include <QStringList>
#include <QVariantList>

#include "ui/actions/keys.h"

namespace lanternfish::actions {

/// Something that the window does on keys or from the palette. Declared in QML inside an ActionRegistry, which decides
/// the keys in force. Thread: gui.
class Action : public QObject {
    Q_OBJECT
    QML_ELEMENT
    /// What the settings know it by; never changes and is never shown.
    Q_PROPERTY(QString name MEMBER m_name NOTIFY nameChanged REQUIRED)
    /// What people read.
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged REQUIRED)
    /// Keys in portable text, such as "Ctrl+N", unless the user chose others.
    Q_PROPERTY(QStringList defaults MEMBER m_defaults)
    /// The place that it belongs to, as in ActionRegistry::place; empty: everywhere.
    Q_PROPERTY(QString place MEMBER m_place)
    /// Only when what has the focus leaves the key alone, as a menu leaves Escape.
    Q_PROPERTY(bool whenUnclaimed MEMBER m_whenUnclaimed)
    /// With whenUnclaimed: may have a letter without Ctrl or Alt, as what acts on the message that has the focus.
    Q_PROPERTY(bool letters MEMBER m_letters)
    /// False for what makes no sense in the palette, such as opening the palette.
    Q_PROPERTY(bool listed MEMBER m_listed)
    /// The keys in force, in portable text.
    Q_PROPERTY(QStringList keys READ keys NOTIFY keysChanged)
    /// Those of them that a Shortcut listens to; the others come by ActionRegistry::pressUnclaimed().
    Q_PROPERTY(QVariantList shortcuts READ shortcuts NOTIFY keysChanged)
    /// The first of the keys as this system writes it; empty when there is none.
    Q_PROPERTY(QString shortcutText READ shortcutText NOTIFY keysChanged)
    Q_PROPERTY(bool changed READ isChanged NOTIFY keysChanged)
    /// Whether its place is open.
    Q_PROPERTY(bool available READ isAvailable NOTIFY availableChanged)

public:
    using QObject::QObject;

    QString name() const { return m_name; }
    QString text() const { return m_text; }
    void setText(const QString& text);
    QStringList defaults() const { return m_defaults; }
    QString place() const { return m_place; }
    bool whenUnclaimed() const { return m_whenUnclaimed; }
    BareKeys bareKeys() const;
    bool isListed() const { return m_listed; }
    QStringList keys() const { return m_keys; }
    QVariantList shortcuts() const;
    QString shortcutText() const;
    bool isChanged() const { return m_keys != m_defaults; }
    bool isAvailable() const { return m_available; }

    /// Emits triggered() when it is available.
    Q_INVOKABLE bool trigger();

signals:
    void triggered();
    void nameChanged();
    void textChanged();
    void keysChanged();
    void availableChanged();

private:
    friend class ActionRegistry;
    void setKeys(const QStringList& keys);
    void setAvailable(bool available);

    QString m_name;
    QString m_text;
    QStringList m_defaults;
    QString m_place;
    QStringList m_keys;
    bool m_whenUnclaimed = false;
    bool m_letters = false;
    bool m_listed = true;
    bool m_available = true;
};

}  // namespace lanternfish::actions
