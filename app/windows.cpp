#include "app/windows.h"

#include <algorithm>
#include <QPointer>
#include <utility>

namespace lanternfish::app {

struct Windows::Entry {
    explicit Entry(assistant::Assistant* assistant) : chat(assistant) {}
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    /// First: it looks at `chat`.
    ~Entry() { delete window; }

    ui::ChatController chat;
    QPointer<QQuickWindow> window;
};

Windows::Windows(assistant::Assistant* assistant, ui::Language* language, platform::DesktopWishes* wishes,
                 QVariantMap properties, QObject* parent)
    : QObject(parent),
      m_assistant(assistant),
      m_language(language),
      m_wishes(wishes),
      m_properties(std::move(properties)) {
    connect(language, &ui::Language::changed, &m_engine, &QQmlEngine::retranslate);
}

Windows::~Windows() = default;

Windows::Window Windows::open() {
    auto entry = std::make_unique<Entry>(m_assistant);
    QVariantMap properties = m_properties;
    properties.insert(QStringLiteral("chat"), QVariant::fromValue(&entry->chat));
    properties.insert(QStringLiteral("language"), QVariant::fromValue(m_language));
    properties.insert(QStringLiteral("systemReducesMotion"), m_wishes->lessMotion());
    properties.insert(QStringLiteral("systemHasHighContrast"), m_wishes->highContrast());
    connect(m_language, &ui::Language::changed, &entry->chat, &ui::ChatController::retranslate);
    m_engine.setInitialProperties(properties);
    const qsizetype before = m_engine.rootObjects().size();
    m_engine.loadFromModule("Lanternfish.Shell", "Main");
    const QList<QObject*> roots = m_engine.rootObjects();
    entry->window = roots.size() > before ? qobject_cast<QQuickWindow*>(roots.last()) : nullptr;
    if (entry->window == nullptr) {
        return {};
    }
    QQuickWindow* window = entry->window;
    connect(&entry->chat, &ui::ChatController::windowRequested, this, [this] { open(); });
    connect(m_wishes, &platform::DesktopWishes::changed, window, [window, wishes = m_wishes] {
        window->setProperty("systemReducesMotion", wishes->lessMotion());
        window->setProperty("systemHasHighContrast", wishes->highContrast());
    });
    // Queued: the window is still in its own handler.
    connect(
        window, &QQuickWindow::visibleChanged, this,
        [this, window](bool visible) {
            if (!visible) {
                close(window);
            }
        },
        Qt::QueuedConnection);
    m_windows.push_back(std::move(entry));
    return {window, &m_windows.back()->chat};
}

void Windows::setWindowProperty(const char* name, const QVariant& value) {
    for (const std::unique_ptr<Entry>& each : m_windows) {
        each->window->setProperty(name, value);
    }
}

void Windows::retranslate() {
    for (const std::unique_ptr<Entry>& each : m_windows) {
        each->chat.retranslate();
    }
    m_engine.retranslate();
}

void Windows::close(QQuickWindow* window) {
    std::erase_if(m_windows, [window](const std::unique_ptr<Entry>& each) { return each->window == window; });
}

}  // namespace lanternfish::app
