#include "ui/controls/on_demand.h"

#include <QQmlContext>
#include <QQmlInfo>
#include <QQuickItem>
#include <utility>

namespace lanternfish::controls {

void OnDemand::setActive(bool active) {
    if (std::exchange(m_active, active) == active)
        return;
    update();
    emit activeChanged();
}

void OnDemand::setComponent(QQmlComponent* component) {
    if (m_component == component)
        return;
    delete m_item.data();
    m_component = component;
    update();
    emit componentChanged();
}

void OnDemand::componentComplete() {
    m_complete = true;
    update();
}

void OnDemand::update() {
    const bool wanted = m_complete && m_active && m_component;
    if (wanted == !m_item.isNull())
        return;
    if (!wanted) {
        // Its own handlers may be what has it go.
        if (auto* const item = qobject_cast<QQuickItem*>(m_item))
            item->setParentItem(nullptr);
        m_item->deleteLater();
        m_item = nullptr;
    } else {
        QQmlContext* const where = m_component->creationContext();
        m_item = m_component->beginCreate(where ? where : qmlContext(this));
        if (!m_item) {
            qmlWarning(this, m_component->errors());
            return;
        }
        m_item->setParent(parent());
        if (auto* const item = qobject_cast<QQuickItem*>(m_item))
            item->setParentItem(qobject_cast<QQuickItem*>(parent()));
        m_component->completeCreate();
    }
    emit itemChanged();
}

}  // namespace lanternfish::controls
