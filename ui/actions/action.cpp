#include "ui/actions/action.h"

namespace lanternfish::actions {

void Action::setText(const QString& text) {
    if (text != m_text) {
        m_text = text;
        emit textChanged();
    }
}

BareKeys Action::bareKeys() const {
    return !m_whenUnclaimed ? BareKeys::None : m_letters ? BareKeys::Letters : BareKeys::Escape;
}

QVariantList Action::shortcuts() const {
    return m_whenUnclaimed ? QVariantList() : QVariantList(m_keys.cbegin(), m_keys.cend());
}

QString Action::shortcutText() const {
    return m_keys.isEmpty() ? QString() : shownKeys(m_keys.first());
}

bool Action::trigger() {
    if (m_available) {
        emit triggered();
    }
    return m_available;
}

void Action::setKeys(const QStringList& keys) {
    if (keys != m_keys) {
        m_keys = keys;
        emit keysChanged();
    }
}

void Action::setAvailable(bool available) {
    if (available != m_available) {
        m_available = available;
        emit availableChanged();
    }
}

}  // namespace lanternfish::actions
