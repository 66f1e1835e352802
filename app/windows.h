#pragma once

#include <functional>
#include <memory>
#include <QObject>
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <vector>

#include "app/assistant/assistant.h"
#include "app/platform/desktop_wishes.h"
#include "ui/models/chat_controller.h"
#include "ui/models/language.h"

namespace lanternfish::app {

/// The windows of the process: each has its own conversation, all share engine and history. The last one that is closed
/// ends the app, as Qt does by itself. Thread: gui.
class Windows : public QObject {
    Q_OBJECT

public:
    /// `properties`: what Main.qml is given besides. All must outlive the windows.
    Windows(assistant::Assistant* assistant, ui::Language* language, platform::DesktopWishes* wishes,
            QVariantMap properties, QObject* parent = nullptr);
    ~Windows() override;

    struct Window {
        QQuickWindow* window = nullptr;
        ui::ChatController* chat = nullptr;
    };
    /// Null pointers when the window can't be made.
    Window open();
    int count() const { return static_cast<int>(m_windows.size()); }
    /// Of every window that is open.
    void setWindowProperty(const char* name, const QVariant& value);
    /// Says everything anew, in a language that was just installed.
    void retranslate();

private:
    struct Entry;

    void close(QQuickWindow* window);

    assistant::Assistant* const m_assistant;
    ui::Language* const m_language;
    platform::DesktopWishes* const m_wishes;
    const QVariantMap m_properties;
    QQmlApplicationEngine m_engine;  ///< One for all: what is chosen in one window's settings shows in the others.
    std::vector<std::unique_ptr<Entry>> m_windows;
};

}  // namespace lanternfish::app
