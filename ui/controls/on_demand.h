#pragma once

#include <QObject>
#include <QPointer>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QQmlParserStatus>

namespace lanternfish::controls {

/// An item or a popup that is there while `active`, in the item that this stands in: `OnDemand { active: hovered; Tip
/// {}
/// }`. A Loader would be one more item in each of the many that hardly ever show what they could. Thread: gui.
class OnDemand : public QObject, public QQmlParserStatus {
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    QML_ELEMENT
    Q_CLASSINFO("DefaultProperty", "component")
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)
    /// Milliseconds until it is made, for what isn't needed in the frame in which much else is made.
    Q_PROPERTY(int delay MEMBER m_delay)
    Q_PROPERTY(QQmlComponent* component READ component WRITE setComponent NOTIFY componentChanged)
    /// Null while it isn't active.
    Q_PROPERTY(QObject* item READ item NOTIFY itemChanged)

public:
    using QObject::QObject;

    bool active() const { return m_active; }
    void setActive(bool active);
    QQmlComponent* component() const { return m_component; }
    void setComponent(QQmlComponent* component);
    QObject* item() const { return m_item; }

    void classBegin() override { m_complete = false; }
    void componentComplete() override;

signals:
    void activeChanged();
    void componentChanged();
    void itemChanged();

private:
    bool wanted() const { return m_complete && m_active && m_component; }
    void update();
    void make();
    void drop();

    QPointer<QQmlComponent> m_component;
    QPointer<QObject> m_item;
    int m_delay = 0;
    bool m_active = false;
    bool m_waiting = false;
    bool m_complete = true;
};

}  // namespace lanternfish::controls
