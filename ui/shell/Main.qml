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

    function keysOf(action: string): string {
        return actions.find(action)?.shortcutText ?? ""
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

    WindowActions {
        id: actions

        location: window.settingsLocation
        place: window.place
        chat: window.chat
        page: chatPage
        preferences: preferences
        onPaletteToggled: palette.toggle()
        onPlaceRequested: where => window.show(where)
        onSectionRequested: key => window.showSection(key)
        onSettingSearchRequested: window.settingsPage()?.focusSearch()
        onNewRequested: window.startNew()
        onExportRequested: window.exportCurrent()
        onSearchRequested: window.searchEverywhere()
        onListToggled: window.toggleList()
        onPaneRequested: direction => panes.step(direction, window.activeFocusItem)
    }

    PaneRing {
        id: panes

        rail: rail
        list: sideList
        chatPage: chatPage
        library: library
        settings: settings
        footer: footer
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

    WindowPalette {
        id: palette
        objectName: "palette"

        chat: window.chat
        registry: actions
        onChatRequested: window.show("chat")
        onSectionRequested: key => window.showSection(key)
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

        function onStatusAnnouncement(text: string) {
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

    ListDrawer {
        id: drawer
        objectName: "listDrawer"

        height: window.height - footer.height
        chat: window.chat
        loaded: window.narrow
        newKeys: window.keysOf("new-conversation")
        onNewRequested: window.startNew()
        onDeleteRequested: id => window.remove(id)
        onExportRequested: (conversation, folder, name) => exportDialog.ask(conversation === 0 ? [] : [conversation], folder, name)
    }

    onNarrowChanged: {
        if (!narrow)
            drawer.close()
    }
}
