pragma ComponentBehavior: Bound

import QtCore
import QtQuick
import QtQuick.Templates as T
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
    /// Where settings are kept; the user's normal place when empty.
    property url settingsLocation
    /// "light" or "dark" for this run only.
    property string themeForThisRun
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
        if (where === "chat")
            chatPage.focusComposer()
    }

    function startNew() {
        drawer.close()
        chat.newConversation()
        show("chat")
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

    /// Moves the focus to the next pane: rail, list, messages, composer.
    function nextPane(direction: int) {
        const panes = [{ item: rail, take: () => rail.focusPane() }]
        if (place === "chat") {
            if (sideList.visible)
                panes.push({ item: sideList, take: () => sideList.focusList(Qt.TabFocusReason) })
            if (chatPage.hasMessages)
                panes.push({ item: chatPage.messages, take: () => chatPage.focusMessages() })
            panes.push({ item: chatPage.input, take: () => chatPage.focusComposer() })
        } else {
            panes.push({ item: pages, take: () => pages.currentPage?.forceActiveFocus(Qt.TabFocusReason) })
        }
        const at = panes.findIndex(pane => pane.item.activeFocus || holds(pane.item, activeFocusItem))
        panes[(at + direction + panes.length) % panes.length].take()
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

        location: window.settingsLocation
        themeForThisRun: window.themeForThisRun
    }

    Shortcut { sequences: ["Ctrl+N"]; onActivated: window.startNew() }
    Shortcut { sequences: ["Ctrl+Shift+N"]; onActivated: { window.chat.newTemporaryConversation(); window.show("chat") } }
    Shortcut { sequences: ["Ctrl+Shift+O"]; onActivated: window.chat.openWindow() }
    Shortcut { sequences: ["Ctrl+L"]; onActivated: { window.show("chat"); chatPage.focusComposer() } }
    Shortcut { sequences: ["Ctrl+B"]; onActivated: window.toggleList() }
    Shortcut { sequences: ["Ctrl+1"]; onActivated: window.show("chat") }
    Shortcut { sequences: ["Ctrl+3"]; onActivated: window.show("library") }
    Shortcut { sequences: ["Ctrl+,"]; onActivated: window.show("settings") }
    Shortcut { sequences: ["F6"]; onActivated: window.nextPane(1) }
    Shortcut { sequences: ["Shift+F6"]; onActivated: window.nextPane(-1) }
    Shortcut { sequences: ["Ctrl++", "Ctrl+="]; onActivated: preferences.zoom(1) }
    Shortcut { sequences: ["Ctrl+-"]; onActivated: preferences.zoom(-1) }
    Shortcut { sequences: ["Ctrl+0"]; onActivated: preferences.textScale = 1 }
    Shortcut { sequences: ["Alt+Up"]; enabled: window.place === "chat"; onActivated: chatPage.stepMessage(-1) }
    Shortcut { sequences: ["Alt+Down"]; enabled: window.place === "chat"; onActivated: chatPage.stepMessage(1) }

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
        LayoutMirroring.enabled: Application.layoutDirection === Qt.RightToLeft
        LayoutMirroring.childrenInherit: true
        Keys.onEscapePressed: event => {
            event.accepted = window.chat.busy
            if (window.chat.busy)
                window.chat.stop()
        }

        Rail {
            id: rail

            anchors { left: parent.left; top: parent.top; bottom: footer.top }
            width: implicitWidth
            current: window.place
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
                onOpenRequested: id => window.chat.openConversation(id)
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
                onListRequested: window.toggleList()
                onModelsRequested: window.show("library")
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
                }
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

        height: window.height - footer.height
        onOpened: (drawerList.item as ConversationList)?.focusList(Qt.PopupFocusReason)

        Loader {
            id: drawerList

            anchors.fill: parent
            active: window.narrow
            sourceComponent: ConversationList {
                conversations: window.chat.conversations
                onOpenRequested: id => {
                    window.chat.openConversation(id)
                    drawer.close()
                }
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
