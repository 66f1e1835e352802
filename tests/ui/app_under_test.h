#pragma once

#include <chrono>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTest>

#include "app/assistant/assistant.h"
#include "tests/fakes/fake_engine.h"
#include "ui/models/chat_controller.h"
#include "ui/models/language.h"

namespace lanternfish {

/// The real window over the real assistant, driven by keys, with an engine that says what the test wants.
struct App {
    /// `backend`: what the command line names.
    App(const QString& folder, fakes::FakeScript script, const std::string& backend = {},
        ui::ChatController::DeviceFinder finder = &App::devices)
        : App(folder, options(folder, std::move(script), backend), std::move(finder)) {}

    App(const QString& folder, assistant::AssistantOptions options, ui::ChatController::DeviceFinder finder)
        : assistant(std::move(options)), chat(&assistant, nullptr, std::move(finder)) {
        QObject::connect(&language, &ui::Language::changed, &chat, &ui::ChatController::retranslate);
        QObject::connect(&language, &ui::Language::changed, &engine, &QQmlEngine::retranslate);
        engine.setInitialProperties({{"chat", QVariant::fromValue(&chat)},
                                     {"language", QVariant::fromValue(&language)},
                                     {"settingsLocation", QUrl::fromLocalFile(folder + "/settings.ini")},
                                     {"sizeForThisRun", QSizeF(1280, 800)}});
        engine.loadFromModule("Lanternfish.Shell", "Main");
        window = engine.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(engine.rootObjects()[0]);
    }

    static assistant::AssistantOptions options(const QString& folder, fakes::FakeScript script,
                                               const std::string& backend) {
        assistant::AssistantOptions result;
        result.databasePath = folder + "/lanternfish.sqlite";
        result.modelPath = "fake.gguf";
        result.demonstration = true;
        result.loader = fakes::fakeLoader(std::move(script));
        result.strictBackend = !backend.empty();
        if (result.strictBackend) {
            result.engine.backend = backend;
        }
        return result;
    }

    static std::vector<Device> devices() {
        return {
            {.id = "gpu", .backend = "vulkan", .name = "Radeon", .details = {.api = "Vulkan 1.3", .driver = "RADV"}},
            {.id = "old",
             .backend = "vulkan",
             .name = "Intel HD",
             .details = {.api = "Vulkan 1.0"},
             .problem = OldVulkanDriver{{1, 2}}},
            {.id = "processor",
             .backend = "cpu",
             .name = "Ryzen",
             .details = {.instructionSet = "AVX2", .threads = 8}}};
    }

    bool waitUntilReady() {
        return window != nullptr && QTest::qWaitForWindowExposed(window) &&
               QTest::qWaitFor([this] { return chat.state() == "ready"; });
    }

    void type(const QString& text) {
        for (const QChar letter : text) {
            QTest::keyClick(window, letter.toLatin1());
        }
    }

    void ask(const QString& text) {
        type(text);
        QTest::keyClick(window, Qt::Key_Return);
    }

    QString composerText() { return item("composerText")->property("text").toString(); }
    QQuickItem* item(const char* name) { return window->findChild<QQuickItem*>(QString::fromLatin1(name)); }
    /// Also what a Repeater or a view made: those are no children of the window as objects.
    QQuickItem* shown(const QString& name) { return below(window->contentItem(), name); }
    static QQuickItem* below(QQuickItem* parent, const QString& name) {
        for (QQuickItem* const child : parent->childItems()) {
            QQuickItem* const found = child->isVisible() && child->objectName() == name ? child : below(child, name);
            if (found != nullptr) {
                return found;
            }
        }
        return nullptr;
    }
    void showSettings(const QString& section) {
        QMetaObject::invokeMethod(window, "showSection", Q_ARG(QString, section));
    }
    QString place() { return window->property("place").toString(); }

    // The same words and figures whatever the computer is set to.
    ui::Language language{nullptr, QLocale(QLocale::English, QLocale::UnitedKingdom)};
    assistant::Assistant assistant;
    ui::ChatController chat;
    QQmlApplicationEngine engine;
    QQuickWindow* window = nullptr;
};

inline fakes::FakeScript says(std::string answer, std::chrono::microseconds decodeDelay = {}) {
    fakes::FakeScript script;
    script.answers = {std::move(answer)};
    script.decodeDelay = decodeDelay;
    return script;
}

}  // namespace lanternfish
