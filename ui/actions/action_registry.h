#pragma once

#include <QList>
#include <QObject>
#include <QQmlEngine>
#include <QQmlListProperty>
#include <QQmlParserStatus>
#include <QUrl>

#include "ui/actions/action.h"

namespace lanternfish::actions {

/// Every action of the window and the keys in force, kept with QSettings under "shortcuts": only what differs from the
/// defaults, as text that is checked when it is read. Two actions that can be available together never share a
/// combination. Thread: gui.
class ActionRegistry : public QObject, public QQmlParserStatus {
    Q_OBJECT
    QML_ELEMENT
    Q_INTERFACES(QQmlParserStatus)
    Q_CLASSINFO("DefaultProperty", "actions")
    Q_PROPERTY(QQmlListProperty<lanternfish::actions::Action> actions READ actionList CONSTANT)
    /// The file that keeps the keys; the user's normal one when empty. Set before completion.
    Q_PROPERTY(QUrl location MEMBER m_location)
    /// The open place; actions of other places are not available.
    Q_PROPERTY(QString place READ place WRITE setPlace NOTIFY placeChanged)
    Q_PROPERTY(bool changed READ isChanged NOTIFY keysChanged)

public:
    using QObject::QObject;

    QQmlListProperty<Action> actionList() { return {this, &m_actions}; }
    const QList<Action*>& all() const { return m_actions; }
    QString place() const { return m_place; }
    void setPlace(const QString& place);
    bool isChanged() const;

    /// Null for an unknown name.
    Q_INVOKABLE lanternfish::actions::Action* find(const QString& name) const;
    /// Triggers the available whenUnclaimed action of these keys; false when there is none.
    Q_INVOKABLE bool pressUnclaimed(int key, int modifiers);

    /// Portable text of a key event; empty while only modifiers are down.
    Q_INVOKABLE QString keysOf(int key, int modifiers) const;
    Q_INVOKABLE QString shown(const QString& keys) const;
    /// Why `action` can't have `keys`, as a sentence; empty when it can, or when only another action stands in the way.
    Q_INVOKABLE QString problemWith(const lanternfish::actions::Action* action, const QString& keys) const;
    /// The other action that holds `keys`; null when they are free for `action`.
    Q_INVOKABLE lanternfish::actions::Action* holderOf(const QString& keys,
                                                       const lanternfish::actions::Action* action) const;

    /// Gives `action` only `keys`, or none when empty. False, and nothing changes, when they are unusable or held.
    Q_INVOKABLE bool assign(lanternfish::actions::Action* action, const QString& keys);
    /// As assign(), but the holder gives up `keys` and gets the first of `action`'s old ones, if it can have them.
    Q_INVOKABLE bool swap(lanternfish::actions::Action* action, const QString& keys);
    /// Back to the defaults; those that another action holds by now are left out.
    Q_INVOKABLE void reset(lanternfish::actions::Action* action);
    Q_INVOKABLE void resetAll();
    /// Takes the keys that the settings hold now.
    Q_INVOKABLE void reread();

    void classBegin() override {}
    void componentComplete() override;

signals:
    void placeChanged();
    void keysChanged();
    /// By somebody here: other registries on the same settings want to reread().
    void keysChosen();

private:
    QStringList freeOf(const QStringList& keys, const Action* action) const;
    void change(Action* action, const QStringList& keys);
    void save(const Action* action) const;

    QList<Action*> m_actions;
    QUrl m_location;
    QString m_place;
};

}  // namespace lanternfish::actions
