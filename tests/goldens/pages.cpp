#include "tests/goldens/pages.h"

#include <algorithm>
#include <atomic>
#include <latch>
#include <QQmlIncubationController>
#include <QQmlProperty>
#include <ranges>

#include "lanternfish/engine.h"
#include "tests/goldens/content.h"

namespace lanternfish::goldens {

using namespace Qt::StringLiterals;

namespace {

using Test = std::function<bool(QQuickItem*)>;

QQuickItem* find(QQuickItem* parent, const Test& wanted) {
    for (QQuickItem* const child : parent->childItems()) {
        if (!child->isVisible()) {
            continue;
        }
        if (wanted(child)) {
            return child;
        }
        if (QQuickItem* const found = find(child, wanted)) {
            return found;
        }
    }
    return nullptr;
}

Test madeBy(const char* component) {
    return
        [component](QQuickItem* item) { return QByteArrayView(item->metaObject()->className()).startsWith(component); };
}

Test saying(const QString& text) {
    return [text](QQuickItem* item) { return item->property("text").toString() == text; };
}

/// Whether every delegate is whole: one that is still made must not be asked for its properties.
bool whole(App& app) {
    return app.window->incubationController()->incubatingObjectCount() == 0;
}

/// Puts fixed words where the window shows what is another on each run or computer.
bool replaceText(App& app, const QString& shown, const QString& text) {
    QQuickItem* const item =
        QTest::qWaitFor([&] { return whole(app); }) ? find(app.window->contentItem(), saying(shown)) : nullptr;
    return item != nullptr && QQmlProperty::write(item, u"text"_s, text);
}

bool waitForItem(App& app, const Test& wanted) {
    return QTest::qWaitFor([&] { return whole(app) && find(app.window->contentItem(), wanted) != nullptr; });
}

bool openConversation(App& app, store::ConversationId id) {
    const bool listed = QTest::qWaitFor([&] { return app.chat.conversations()->rowOf(static_cast<double>(id)) >= 0; });
    app.chat.openConversation(static_cast<double>(id));
    // The context of an empty conversation is nearly none; what this one takes is counted a moment later.
    constexpr int kMoreThanEmpty = 100;
    return listed && QTest::qWaitFor([&] {
               return app.chat.currentId() == QString::number(id) && app.chat.blocks()->rowCount() > 0 &&
                      app.chat.contextUsed() > kMoreThanEmpty;
           });
}

std::function<bool(App&)> conversation(store::ConversationId id) {
    return [id](App& app) { return openConversation(app, id); };
}

bool waitForPopup(App& app, const QString& name) {
    const QObject* const popup = app.window->findChild<QObject*>(name);
    return popup != nullptr && QTest::qWaitFor([popup] { return popup->property("opened").toBool(); });
}

bool listWithEverythingOpen(App& app) {
    if (!openConversation(app, kGarden)) {
        return false;
    }
    ui::ConversationListModel* const list = app.chat.conversations();
    // Each shows more rows behind it.
    for (int row = 0; row < list->rowCount(); ++row) {
        const QModelIndex index = list->index(row);
        const QString kind = index.data(ui::ConversationListModel::Kind).toString();
        const bool closed = !index.data(ui::ConversationListModel::Expanded).toBool();
        if (kind == "folder"_L1 && closed) {
            list->toggleFolder(index.data(ui::ConversationListModel::FolderId).toDouble());
        } else if (kind == "archive"_L1 && closed) {
            list->toggleArchive();
        } else if (kind == "bin"_L1 && closed) {
            list->toggleBin();
        }
    }
    return true;
}

bool search(App& app) {
    if (!openConversation(app, kQueue)) {
        return false;
    }
    QTest::keyClick(app.window, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    app.type(u"page"_s);
    return QTest::qWaitFor([&] { return app.chat.search()->rowCount() > 0 && !app.chat.search()->searching(); });
}

bool findInConversation(App& app) {
    if (!openConversation(app, kWal)) {
        return false;
    }
    QTest::keyClick(app.window, Qt::Key_F, Qt::ControlModifier);
    app.type(u"wal"_s);
    return waitForItem(app, madeBy("FindBar"));
}

bool editQuestion(App& app) {
    if (!openConversation(app, kGarden)) {
        return false;
    }
    QTest::keyClick(app.window, Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(app.window, Qt::Key_E);
    return waitForItem(app, [](QQuickItem* item) { return item->objectName() == "questionEditor"_L1; });
}

bool thoughtOpen(App& app) {
    QQuickItem* thinking = nullptr;
    const auto chip = madeBy("Chip");
    if (!openConversation(app, kQueue) || !QTest::qWaitFor([&] {
            if (!whole(app)) {
                return false;
            }
            QQuickItem* const block = find(app.window->contentItem(), madeBy("ThinkingBlock"));
            thinking = block == nullptr ? nullptr : find(block, chip);
            return thinking != nullptr;
        })) {
        return false;
    }
    return QMetaObject::invokeMethod(thinking, "click");
}

bool composing(App& app) {
    app.chat.newTemporaryConversation();
    app.chat.setThinking(u"high"_s);
    app.type(u"The import dialog lists six sources, and people don't know which of them they have."_s);
    QTest::keyClick(app.window, Qt::Key_Return, Qt::ShiftModifier);
    app.type(u"Which three would you show first?"_s);
    QTest::keyClick(app.window, Qt::Key_Return, Qt::ShiftModifier);
    app.type(u"Say why."_s);
    return QTest::qWaitFor([&] { return app.chat.temporary() && app.chat.contextUsed() > app.composerText().size(); });
}

/// Waits until the speed is told and puts a fixed one there.
bool fixSpeed(App& app) {
    const auto speed = [](QQuickItem* item) {
        return madeBy("FooterItem")(item) && item->property("text").toString() == "tokens/s"_L1;
    };
    QQuickItem* const item = find(app.window->contentItem(), speed);
    return item == nullptr || QQmlProperty::write(item, u"strong"_s, u"14.2"_s);
}

Page answering() {
    struct Pace {
        std::atomic<size_t> left = kBegunAnswer.size() + 1;
        std::latch end{1};
    };
    const auto pace = std::make_shared<Pace>();
    Page page{"answering", [](App& app) {
                  if (!openConversation(app, kWal)) {
                      return false;
                  }
                  app.chat.setThinking(u"none"_s);
                  app.chat.send(u"And on a disk that is slow?"_s);
                  const auto* const blocks = app.chat.blocks();
                  const bool written = QTest::qWaitFor([&] {
                      return std::ranges::any_of(std::views::iota(0, blocks->rowCount()), [blocks](int row) {
                          return blocks->row(row).block.plainText.contains("As a rule of"_L1);
                      });
                  });
                  return written && fixSpeed(app);
              }};
    page.script.answers = {kBegunAnswer + " thumb"};
    page.script.onToken = [pace](std::string_view) {
        if (pace->left-- == 0) {
            pace->end.wait();
        }
    };
    page.release = [pace] { pace->end.count_down(); };
    return page;
}

/// So little context that the next question pushes the first one out.
Page fullContext() {
    Page page{"context", [](App& app) {
                  if (!openConversation(app, kImport)) {
                      return false;
                  }
                  app.type(u"And for people who have never exported anything?"_s);
                  return QTest::qWaitFor([&] { return !app.chat.composer()->contextWarning().isEmpty(); });
              }};
    page.script.contextLimit = 600;
    return page;
}

bool palette(App& app) {
    QTest::keyClick(app.window, Qt::Key_K, Qt::ControlModifier);
    app.type(u"con"_s);
    QObject* const popup = app.window->findChild<QObject*>("palette");
    return QTest::qWaitFor([&] { return popup->property("opened").toBool() && !app.chat.quickSearch()->searching(); });
}

bool exportDialog(App& app) {
    return openConversation(app, kQueue) && QMetaObject::invokeMethod(app.window, "exportCurrent") &&
           waitForPopup(app, u"exportDialog"_s);
}

bool answerRecord(App& app) {
    if (!openConversation(app, kQueue) || !waitForItem(app, madeBy("ActionsBlock"))) {
        return false;
    }
    QMetaObject::invokeMethod(find(app.window->contentItem(), madeBy("ActionsBlock")), "recordRequested");
    QQuickItem* differences = nullptr;
    const auto hasVersion = [](QQuickItem* item) {
        return item->property("text").toString().contains(" "_L1 + QLatin1StringView(version()));
    };
    return waitForPopup(app, u"answerRecord"_s) && QTest::qWaitFor([&] {
               differences = find(app.window->contentItem(), hasVersion);
               return differences != nullptr;
           }) &&
           replaceText(app, differences->property("text").toString(),
                       differences->property("text").toString().replace(QLatin1StringView(version()), "0.1.0"_L1));
}

bool failedToLoad(App& app) {
    return QTest::qWaitFor([&] { return app.chat.state() == "failed"_L1; });
}

bool drawer(App& app) {
    if (!openConversation(app, kImport)) {
        return false;
    }
    QTest::keyClick(app.window, Qt::Key_B, Qt::ControlModifier);
    QObject* const list = app.window->findChild<QObject*>("listDrawer");
    return QTest::qWaitFor([&] { return list->property("opened").toBool(); });
}

std::function<bool(App&)> settings(const QString& section) {
    return [section](App& app) {
        app.showSettings(section);
        return waitForItem(app, [](QQuickItem* item) { return item->objectName() == "settingsContent"_L1; });
    };
}

bool devices(App& app) {
    return settings(u"devices"_s)(app) && QTest::qWaitFor([&] { return !app.chat.devices().isEmpty(); }) &&
           replaceText(app, app.chat.deviceNote(), u"Vulkan 1.3, RADV"_s) &&
           replaceText(app, app.chat.deviceReason(), u"Chosen because it is the fastest that holds the model."_s);
}

bool storageSettings(App& app) {
    const ui::StorageController& storage = *app.chat.storage();
    return settings(u"storage"_s)(app) && QTest::qWaitFor([&] { return !storage.folder().isEmpty(); }) &&
           replaceText(app, storage.folder(), u"/home/mira/.local/share/lanternfish"_s) &&
           replaceText(app, storage.sizeText(), u"4.2 MB"_s);
}

bool library(App& app) {
    QMetaObject::invokeMethod(app.window, "show", Q_ARG(QString, u"library"_s));
    return true;
}

fakes::FakeScript withoutModel() {
    fakes::FakeScript script;
    script.loadError = "The file is cut off: 80.1 of 86.7 GB";
    return script;
}

}  // namespace

void fixContextOfNothing(App& app) {
    if (!app.chat.currentId().isEmpty() || app.chat.temporary()) {
        return;
    }
    const auto count = [shown = QString::number(app.chat.contextUsed())](QQuickItem* item) {
        return madeBy("FooterItem")(item) && item->property("strong").toString() == shown;
    };
    if (QQuickItem* const item = find(app.window->contentItem(), count)) {
        QQmlProperty::write(item, u"strong"_s, u"0"_s);
    }
    if (QQuickItem* const meter = find(app.window->contentItem(), madeBy("Meter"))) {
        QQmlProperty::write(meter, u"value"_s, 0);
    }
}

QList<Page> pages() {
    return {
        {.name = "empty", .arrange = [](App&) { return true; }, .demonstration = true, .history = false},
        {.name = "conversation", .arrange = conversation(kWal)},
        {.name = "code", .arrange = thoughtOpen},
        {.name = "unfinished", .arrange = conversation(kImport), .size = {720, 800}},
        answering(),
        fullContext(),
        {.name = "composing", .arrange = composing},
        {.name = "editing", .arrange = editQuestion, .size = {720, 800}},
        {.name = "list", .arrange = listWithEverythingOpen},
        {.name = "drawer", .arrange = drawer, .size = {720, 800}},
        {.name = "search", .arrange = search},
        {.name = "find", .arrange = findInConversation, .size = {720, 800}},
        {.name = "palette", .arrange = palette},
        {.name = "export", .arrange = exportDialog, .size = {720, 800}},
        {.name = "record", .arrange = answerRecord, .size = {720, 800}},
        {.name = "failed", .arrange = failedToLoad, .script = withoutModel(), .demonstration = true},
        {.name = "library", .arrange = library, .demonstration = true},
        {.name = "settings-devices", .arrange = devices},
        {.name = "settings-chat", .arrange = settings(u"chat"_s)},
        {.name = "settings-appearance", .arrange = settings(u"appearance"_s)},
        {.name = "settings-storage", .arrange = storageSettings},
        {.name = "settings-shortcuts", .arrange = settings(u"shortcuts"_s)},
        {.name = "settings-language", .arrange = settings(u"language"_s)},
        {.name = "settings-about", .arrange = settings(u"about"_s)},
    };
}

}  // namespace lanternfish::goldens
