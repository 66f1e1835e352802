pragma ComponentBehavior: Bound

import QtCore
import QtQuick
import QtQuick.Templates as T
import Lanternfish.Actions
import Lanternfish.Chat
import Lanternfish.Controls
import Lanternfish.Library
import Lanternfish.Models
import Lanternfish.Settings
import Lanternfish.Theme

/// The window: rail, the open place, footer. Layouts change at widths measured in text size.
T.ApplicationWindow {
    id: window

    required property ChatController chat
    required property Language language
    /// Where settings are kept; the user's normal place when empty.
    property url settingsLocation
    /// "light" or "dark" for this run only.
    property string themeForThisRun
    /// What the desktop asks for.
    property bool systemReducesMotion: false
    property bool systemHasHighContrast: false
    /// For this run only; neither read from nor written to the settings.
    property size sizeForThisRun: Qt.size(0, 0)

    readonly property real textWidth: width / Theme.textScale
    readonly property bool narrow: textWidth < 840
    readonly property bool compact: textWidth < 600
    property string place: "chat"
    property bool listShown: true
    property bool undoShown: false

    function show(where: string) {
        place = where
        // Never left behind in a page that is out of sight, where typing would go on unseen.
        if (where === "chat")
            chatPage.focusComposer()
        else
            pages.currentPage?.forceActiveFocus(Qt.ShortcutFocusReason)
    }

    function startNew() {
        drawer.close()
        chat.newConversation()
        show("chat")
    }

    /// Searches all conversations.
    function searchEverywhere() {
        show("chat")
        if (narrow) {
            drawer.searches = true
            drawer.open()
            drawer.takeFocus()
        } else {
            listShown = true
            sideList.focusSearch()
        }
    }

    function toggleList() {
        if (place !== "chat")
            show("chat")
        else if (!narrow)
            listShown = !listShown
        else if (drawer.opened)
            drawer.close()
        else
            drawer.open()
    }

    function remove(id: double) {
        chat.deleteConversation(id)
        undoShown = true
    }

    function showSection(key: string) {
        show("settings")
        settingsPage()?.show(key)
    }

    function settingsPage(): SettingsPage {
        return settings.item as SettingsPage
    }

    /// What the places bring between rail and footer: the item that holds the focus, and how it takes it.
    function panesOfPlace(): var {
        const page = settingsPage()
        if (page !== null)
            return [{ item: page.sectionList, take: () => page.focusSections() },
                    { item: page.content, take: () => page.focusContent() }]
        if (place === "library")
            return [{ item: library, take: () => library.item.forceActiveFocus(Qt.TabFocusReason) }]
        const panes = []
        if (sideList.visible)
            panes.push({ item: sideList, take: () => sideList.focusList(Qt.TabFocusReason) })
        if (chatPage.hasMessages)
            panes.push({ item: chatPage.messages, take: () => chatPage.focusMessages() })
        panes.push({ item: chatPage.input, take: () => chatPage.focusComposer() })
        return panes
    }

    /// Moves the focus to the next pane: rail, list, content, composer, footer.
    function nextPane(direction: int) {
        const panes = [{ item: rail, take: () => rail.focusPane() }, ...panesOfPlace(),
                       { item: footer, take: () => footer.focusPane() }]
        const at = panes.findIndex(pane => pane.item.activeFocus || holds(pane.item, activeFocusItem))
        panes[(at + direction + panes.length) % panes.length].take()
    }

    function keysOf(action: string): string {
        return actions.find(action)?.shortcutText ?? ""
    }

    function holds(ancestor: Item, item: Item): bool {
        for (let each = item; each; each = each.parent) {
            if (each === ancestor)
                return true
        }
        return false
    }

    minimumWidth: 480
    minimumHeight: 520
    width: sizeForThisRun.width > 0 ? sizeForThisRun.width : Math.min(geometry.width, Screen.desktopAvailableWidth)
    height: sizeForThisRun.height > 0 ? sizeForThisRun.height : Math.min(geometry.height, Screen.desktopAvailableHeight)
    visible: true
    title: chat.title === "" ? qsTr("Lanternfish") : qsTr("%1 – Lanternfish").arg(chat.title)
    color: Theme.canvas
    font: Theme.body.font
    LayoutMirroring.enabled: Application.layoutDirection === Qt.RightToLeft
    LayoutMirroring.childrenInherit: true
    Component.onCompleted: chatPage.focusComposer()
    onClosing: {
        if (sizeForThisRun.width > 0)
            return
        geometry.maximized = visibility === Window.Maximized
        if (!geometry.maximized) {
            geometry.width = width
            geometry.height = height
        }
    }

    Settings {
        id: geometry

        property int width: 1280
        property int height: 800
        property bool maximized: false

        location: window.settingsLocation
        category: "window"
        Component.onCompleted: {
            if (maximized && window.sizeForThisRun.width <= 0)
                window.visibility = Window.Maximized
        }
    }

    Preferences {
        id: preferences
        objectName: "preferences"

        location: window.settingsLocation
        themeForThisRun: window.themeForThisRun
        systemReducesMotion: window.systemReducesMotion
        systemHasHighContrast: window.systemHasHighContrast
    }

    // Keys, palette and settings know an action from this list alone. Names are kept in the settings: they never change.
    ActionRegistry {
        id: actions

        location: window.settingsLocation
        place: window.place
        onKeysChosen: Choices.keysMade(actions)

        Action { name: "palette"; text: qsTr("Open the command palette"); defaults: ["Ctrl+K"]; listed: false; onTriggered: palette.toggle() }
        Action { name: "shortcuts"; text: qsTr("Show all shortcuts"); defaults: ["F1"]; onTriggered: window.showSection("shortcuts") }
        Action { name: "new-conversation"; text: qsTr("New conversation"); defaults: ["Ctrl+N"]; onTriggered: window.startNew() }
        Action { name: "new-temporary"; text: qsTr("New temporary conversation"); defaults: ["Ctrl+Shift+N"]; onTriggered: { window.chat.newTemporaryConversation(); window.show("chat") } }
        Action { name: "new-window"; text: qsTr("New window"); defaults: ["Ctrl+Shift+O"]; onTriggered: window.chat.openWindow() }
        Action { name: "place-chat"; text: qsTr("Go to chat"); defaults: ["Ctrl+1"]; onTriggered: window.show("chat") }
        Action { name: "place-library"; text: qsTr("Go to library"); defaults: ["Ctrl+3"]; onTriggered: window.show("library") }
        Action { name: "place-settings"; text: qsTr("Go to settings"); defaults: ["Ctrl+,"]; onTriggered: window.show("settings") }
        Action { name: "find-setting"; text: qsTr("Find a setting"); place: "settings"; defaults: ["Ctrl+F"]; onTriggered: window.settingsPage()?.focusSearch() }
        Action { name: "list"; text: qsTr("Show or hide the list of conversations"); defaults: ["Ctrl+B"]; onTriggered: window.toggleList() }
        Action { name: "composer"; text: qsTr("Write a message"); defaults: ["Ctrl+L"]; onTriggered: window.show("chat") }
        Action { name: "find"; text: qsTr("Find in this conversation"); place: "chat"; defaults: ["Ctrl+F"]; onTriggered: chatPage.find() }
        Action { name: "export"; text: qsTr("Export this conversation"); place: "chat"; onTriggered: window.exportCurrent() }
        Action { name: "search"; text: qsTr("Search all conversations"); defaults: ["Ctrl+Shift+F"]; onTriggered: window.searchEverywhere() }
        Action { name: "attach"; text: qsTr("Attach text files"); place: "chat"; onTriggered: chatPage.attach() }
        Action { name: "find-next"; text: qsTr("Next match"); place: "chat"; defaults: ["F3"]; listed: false; onTriggered: chatPage.findNext(1) }
        Action { name: "find-before"; text: qsTr("Match before"); place: "chat"; defaults: ["Shift+F3"]; listed: false; onTriggered: chatPage.findNext(-1) }
        Action { name: "message-before"; text: qsTr("Message before"); place: "chat"; defaults: ["Alt+Up"]; onTriggered: chatPage.stepMessage(-1) }
        Action { name: "message-after"; text: qsTr("Message after"); place: "chat"; defaults: ["Alt+Down"]; onTriggered: chatPage.stepMessage(1) }
        Action { name: "message-copy"; text: qsTr("Copy the focused message"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["C"]; listed: false; onTriggered: chatPage.actOnMessage("copy") }
        Action { name: "message-regenerate"; text: qsTr("Answer again at the focused message"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["R"]; listed: false; onTriggered: chatPage.actOnMessage("regenerate") }
        Action { name: "message-edit"; text: qsTr("Edit the focused question"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["E"]; listed: false; onTriggered: chatPage.actOnMessage("edit") }
        Action { name: "message-quote"; text: qsTr("Quote the focused message"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["Q"]; listed: false; onTriggered: chatPage.actOnMessage("quote") }
        Action { name: "stop"; text: qsTr("Stop the answer"); defaults: ["Esc"]; whenUnclaimed: true; onTriggered: window.chat.stop() }
        Action { name: "pane-next"; text: qsTr("Next pane"); defaults: ["F6"]; listed: false; onTriggered: window.nextPane(1) }
        Action { name: "pane-before"; text: qsTr("Pane before"); defaults: ["Shift+F6"]; listed: false; onTriggered: window.nextPane(-1) }
        Action { name: "text-larger"; text: qsTr("Larger text"); defaults: ["Ctrl++", "Ctrl+="]; onTriggered: preferences.zoom(1) }
        Action { name: "text-smaller"; text: qsTr("Smaller text"); defaults: ["Ctrl+-"]; onTriggered: preferences.zoom(-1) }
        Action { name: "text-normal"; text: qsTr("Normal text size"); defaults: ["Ctrl+0"]; onTriggered: preferences.textScale = 1 }
    }

    Connections {
        target: Choices

        function onKeysMade(by: QtObject) {
            if (by !== actions)
                actions.reread()
        }
    }

    Instantiator {
        model: actions.actions
        delegate: Shortcut {
            required property Action modelData

            sequences: modelData.shortcuts
            enabled: modelData.available
            onActivated: modelData.trigger()
        }
    }

    CommandPalette {
        id: palette
        objectName: "palette"

        finder: PaletteModel {
            ActionSource { kind: qsTr("Action"); icon: "go-next"; registry: actions }
            ModelSource {
                kind: qsTr("Conversation")
                icon: "dialog-messages"
                model: window.chat.titles
                titleRole: "title"
                keyRole: "conversationId"
                onChosen: key => {
                    window.chat.openConversation(Number(key))
                    window.show("chat")
                }
            }
            QuerySource {
                kind: qsTr("Found")
                icon: "edit-find"
                model: window.chat.quickSearch
                titleRole: "line"
                keyRole: "key"
                onChosen: key => {
                    const parts = key.split("/")
                    window.chat.openMessage(Number(parts[0]), Number(parts[1]))
                    window.show("chat")
                }
            }
            ListSource {
                kind: qsTr("Settings")
                icon: "settings-configure"
                items: sections.items
                onChosen: key => window.showSection(key)
            }
        }
    }

    SettingsSections {
        id: sections

        withStorage: true
    }

    ExportDialog {
        id: exportDialog
        objectName: "exportDialog"

        exchange: window.chat.exchange
    }

    function exportCurrent() {
        if (chat.currentId !== "" && !chat.temporary)
            exportDialog.ask([Number(chat.currentId)], 0, chat.title)
    }

    Binding {
        target: window.language
        property: "choice"
        value: preferences.language
    }

    Binding { target: window.chat.usage; property: "watts"; value: preferences.watts }
    Binding { target: window.chat.usage; property: "pricePerKwh"; value: preferences.pricePerKwh }
    Binding { target: window.chat.usage; property: "currency"; value: preferences.currency }
    Binding { target: window.chat.storage; property: "backupGib"; value: preferences.backupGib }

    Connections {
        target: window.chat

        function onAnswerAnnouncement(text: string) {
            chatPage.announce(text)
        }

        function onAnswerFinished(text: string) {
            chatPage.announce(text)
        }
    }

    FocusScope {
        id: root

        anchors.fill: parent
        focus: true
        Keys.onPressed: event => event.accepted = actions.pressUnclaimed(event.key, event.modifiers)

        Rail {
            id: rail

            anchors { left: parent.left; top: parent.top; bottom: footer.top }
            width: implicitWidth
            current: window.place
            actions: actions
            compact: window.compact
            onChosen: place => window.show(place)
        }

        Rectangle {
            id: side
            objectName: "sideList"

            visible: window.place === "chat" && !window.narrow && window.listShown
            anchors { left: rail.right; top: parent.top; bottom: footer.top }
            width: visible ? 256 * Math.min(Theme.textScale, 1.4) : 0
            color: Theme.side

            ConversationList {
                id: sideList

                anchors.fill: parent
                conversations: window.chat.conversations
                history: window.chat.history
                search: window.chat.search
                newKeys: window.keysOf("new-conversation")
                onOpenRequested: id => window.chat.openConversation(id)
                onMessageRequested: (conversation, message) => window.chat.openMessage(conversation, message)
                onExportRequested: (conversation, folder, name) => exportDialog.ask(conversation === 0 ? [] : [conversation], folder, name)
                onNewRequested: window.startNew()
                onRenameRequested: (id, title) => window.chat.renameConversation(id, title)
                onDeleteRequested: id => window.remove(id)
            }

            Rectangle {
                anchors.right: parent.right
                width: 1
                height: parent.height
                color: Theme.line
            }
        }

        Item {
            id: pages

            readonly property Item currentPage: (window.place === "chat" ? chatPage : window.place === "library" ? library.item : settings.item) as Item

            anchors { left: side.right; right: parent.right; top: parent.top; bottom: footer.top }

            ChatPage {
                id: chatPage

                anchors.fill: parent
                visible: window.place === "chat"
                focus: true
                chat: window.chat
                narrow: window.narrow
                enterSends: preferences.enterSends
                listKeys: window.keysOf("list")
                findKeys: window.keysOf("find")
                findNextKeys: window.keysOf("find-next")
                findBeforeKeys: window.keysOf("find-before")
                onListRequested: window.toggleList()
                onModelsRequested: window.show("library")
                onPresetsRequested: window.showSection("chat")
                onExportRequested: window.exportCurrent()
            }

            Loader {
                id: library

                anchors.fill: parent
                active: window.place === "library"
                sourceComponent: LibraryPage {
                    chat: window.chat
                }
            }

            Loader {
                id: settings

                anchors.fill: parent
                active: window.place === "settings"
                sourceComponent: SettingsPage {
                    chat: window.chat
                    preferences: preferences
                    actions: actions
                    language: window.language
                    storage: StorageSection {
                        storage: window.chat.storage
                        exchange: window.chat.exchange
                        preferences: preferences
                        onExportRequested: exportDialog.ask([], 0, "")
                    }
                }
            }

            Banner {
                objectName: "exchangeBanner"
                visible: window.place === "chat" && (window.chat.exchange.busy || window.chat.exchange.message !== "")
                anchors { bottom: parent.bottom; bottomMargin: Theme.space16; horizontalCenter: parent.horizontalCenter }
                z: 1
                width: Math.min(implicitWidth, parent.width - 2 * Theme.space24)
                tone: window.chat.exchange.failed ? "error" : "neutral"
                text: window.chat.exchange.busy ? qsTr("Working, %1 %").arg(Math.floor(100 * window.chat.exchange.progress))
                                                : window.chat.exchange.message
                actionText: window.chat.exchange.busy ? qsTr("Stop") : ""
                closable: !window.chat.exchange.busy
                onAction: window.chat.exchange.cancel()
                onClosed: window.chat.exchange.clearMessage()
            }

            Banner {
                objectName: "undoBanner"
                visible: window.undoShown && window.chat.canUndoDelete
                anchors { bottom: parent.bottom; bottomMargin: Theme.space16; horizontalCenter: parent.horizontalCenter }
                z: 1
                width: Math.min(implicitWidth, parent.width - 2 * Theme.space24)
                text: qsTr("Conversation deleted.")
                actionText: qsTr("Undo")
                onAction: {
                    window.chat.undoDelete()
                    window.undoShown = false
                }
                onClosed: window.undoShown = false
            }
        }

        Footer {
            id: footer

            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            chat: window.chat
            compact: window.compact
        }
    }

    SideDrawer {
        id: drawer
        objectName: "listDrawer"

        /// The search has the focus, else the list.
        property bool searches: false

        function takeFocus() {
            const list = drawerList.item as ConversationList
            if (searches)
                list?.focusSearch()
            else
                list?.focusList(Qt.PopupFocusReason)
        }

        height: window.height - footer.height
        onOpened: takeFocus()
        onClosed: searches = false

        Loader {
            id: drawerList

            anchors.fill: parent
            active: window.narrow
            sourceComponent: ConversationList {
                conversations: window.chat.conversations
                history: window.chat.history
                search: window.chat.search
                newKeys: window.keysOf("new-conversation")
                onOpenRequested: id => {
                    window.chat.openConversation(id)
                    drawer.close()
                }
                onMessageRequested: (conversation, message) => {
                    window.chat.openMessage(conversation, message)
                    drawer.close()
                }
                onExportRequested: (conversation, folder, name) => exportDialog.ask(conversation === 0 ? [] : [conversation], folder, name)
                onNewRequested: window.startNew()
                onRenameRequested: (id, title) => window.chat.renameConversation(id, title)
                onDeleteRequested: id => window.remove(id)
            }
        }
    }

    onNarrowChanged: {
        if (!narrow)
            drawer.close()
    }
}
