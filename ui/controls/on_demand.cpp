#include "ui/controls/on_demand.h"

#include <QQmlContext>
#include <QQmlInfo>
#include <QQuickItem>
#include <QTimer>
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
    if (wanted() == !m_item.isNull())
        return;
    if (!wanted()) {
        drop();
    } else if (m_delay == 0) {
        make();
    } else if (!std::exchange(m_waiting, true)) {
        QTimer::singleShot(m_delay, this, [this] {
            m_waiting = false;
            if (wanted() && !m_item)
                make();
        });
    }
}

void OnDemand::make() {
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
    emit itemChanged();
}

void OnDemand::drop() {
    // Its own handlers may be what has it go.
    if (auto* const item = qobject_cast<QQuickItem*>(m_item))
        item->setParentItem(nullptr);
    m_item->deleteLater();
    m_item = nullptr;
    emit itemChanged();
}

}  // namespace lanternfish::controls
