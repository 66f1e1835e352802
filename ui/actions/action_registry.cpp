#include "ui/actions/action_registry.h"

#include <algorithm>
#include <memory>
#include <QSettings>

#include "ui/actions/keys.h"

namespace lanternfish::actions {

using namespace Qt::StringLiterals;

namespace {

std::unique_ptr<QSettings> openSettings(const QUrl& location) {
    auto settings = location.isEmpty() ? std::make_unique<QSettings>()
                                       : std::make_unique<QSettings>(location.toLocalFile(), QSettings::IniFormat);
    settings->beginGroup(u"shortcuts"_s);
    return settings;
}

bool canBeTogether(const Action& a, const Action& b) {
    return a.place().isEmpty() || b.place().isEmpty() || a.place() == b.place();
}

}  // namespace

void ActionRegistry::componentComplete() {
    reread();
    setPlace(m_place);
}

void ActionRegistry::reread() {
    const auto settings = openSettings(m_location);
    // The user's own keys first, so that a default never takes them away.
    QList<Action*> unset;
    for (Action* const action : std::as_const(m_actions)) {
        action->setKeys({});
    }
    for (Action* const action : std::as_const(m_actions)) {
        const QVariant stored = settings->value(action->name());
        const bool isText = stored.typeId() == QMetaType::QString;
        const auto keys = isText ? readKeys(stored.toString(), action->bareKeys()) : std::nullopt;
        if (keys) {
            action->setKeys(freeOf(*keys, action));
        } else {
            unset.append(action);
        }
    }
    for (Action* const action : std::as_const(unset)) {
        action->setKeys(freeOf(action->defaults(), action));
    }
    emit keysChanged();
}

void ActionRegistry::setPlace(const QString& place) {
    for (Action* const action : std::as_const(m_actions)) {
        action->setAvailable(action->place().isEmpty() || action->place() == place);
    }
    if (place != m_place) {
        m_place = place;
        emit placeChanged();
    }
}

bool ActionRegistry::isChanged() const {
    return std::ranges::any_of(m_actions, &Action::isChanged);
}

Action* ActionRegistry::find(const QString& name) const {
    const auto found = std::ranges::find(m_actions, name, &Action::name);
    return found == m_actions.end() ? nullptr : *found;
}

bool ActionRegistry::pressUnclaimed(int key, int modifiers) {
    const QString keys = actions::keysOf(key, modifiers);
    return !keys.isEmpty() && std::ranges::any_of(m_actions, [&keys](Action* action) {
        return action->whenUnclaimed() && action->keys().contains(keys) && action->trigger();
    });
}

QString ActionRegistry::keysOf(int key, int modifiers) const {
    return actions::keysOf(key, modifiers);
}

QString ActionRegistry::shown(const QString& keys) const {
    return shownKeys(keys);
}

QString ActionRegistry::problemWith(const Action* action, const QString& keys) const {
    return actions::problemWith(keys, action != nullptr ? action->bareKeys() : BareKeys::None).value_or(QString());
}

Action* ActionRegistry::holderOf(const QString& keys, const Action* action) const {
    const auto found = std::ranges::find_if(m_actions, [&](const Action* other) {
        return other != action && (action == nullptr || canBeTogether(*other, *action)) && other->keys().contains(keys);
    });
    return found == m_actions.end() ? nullptr : *found;
}

bool ActionRegistry::assign(Action* action, const QString& keys) {
    if (action == nullptr) {
        return false;
    }
    if (keys.isEmpty()) {
        change(action, {});
        return true;
    }
    const auto usable = readKeys(keys, action->bareKeys());
    if (!usable || holderOf(usable->first(), action) != nullptr) {
        return false;
    }
    change(action, {usable->first()});
    return true;
}

bool ActionRegistry::swap(Action* action, const QString& keys) {
    Action* const holder = holderOf(keys, action);
    if (action == nullptr || holder == nullptr) {
        return assign(action, keys);
    }
    if (!problemWith(action, keys).isEmpty()) {
        return false;
    }
    const QStringList old = action->keys();
    QStringList left = holder->keys();
    left.removeAll(keys);
    change(holder, left);
    change(action, {keys});
    if (!old.isEmpty() && problemWith(holder, old.first()).isEmpty() && holderOf(old.first(), holder) == nullptr) {
        change(holder, QStringList{old.first()} + left);
    }
    return true;
}

void ActionRegistry::reset(Action* action) {
    if (action != nullptr) {
        change(action, freeOf(action->defaults(), action));
    }
}

void ActionRegistry::resetAll() {
    openSettings(m_location)->remove(QString());
    for (Action* const action : std::as_const(m_actions)) {
        action->setKeys(action->defaults());
    }
    emit keysChanged();
    emit keysChosen();
}

QStringList ActionRegistry::freeOf(const QStringList& keys, const Action* action) const {
    QStringList free;
    std::ranges::copy_if(keys, std::back_inserter(free),
                         [&](const QString& each) { return holderOf(each, action) == nullptr; });
    return free;
}

void ActionRegistry::change(Action* action, const QStringList& keys) {
    action->setKeys(keys);
    save(action);
    emit keysChanged();
    emit keysChosen();
}

void ActionRegistry::save(const Action* action) const {
    const auto settings = openSettings(m_location);
    if (action->isChanged()) {
        settings->setValue(action->name(), writeKeys(action->keys()));
    } else {
        settings->remove(action->name());
    }
}

}  // namespace lanternfish::actions
