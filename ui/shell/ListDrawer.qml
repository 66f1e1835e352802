pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Chat
import Lanternfish.Controls
import Lanternfish.Models

/// The list of conversations where the window has no room beside the conversation.
SideDrawer {
    id: drawer

    required property ChatController chat
    /// The list is there, also while the drawer is closed.
    required property bool loaded
    required property string newKeys

    /// The search has the focus, else the list.
    property bool searches: false

    signal newRequested
    signal deleteRequested(id: double)
    signal exportRequested(conversation: double, folder: double, name: string)

    function takeFocus() {
        const list = loader.item as ConversationList
        if (searches)
            list?.focusSearch()
        else
            list?.focusList(Qt.PopupFocusReason)
    }

    onOpened: takeFocus()
    onClosed: searches = false

    Loader {
        id: loader

        anchors.fill: parent
        active: drawer.loaded
        sourceComponent: ConversationList {
            conversations: drawer.chat.conversations
            history: drawer.chat.history
            search: drawer.chat.search
            newKeys: drawer.newKeys
            onOpenRequested: id => {
                drawer.chat.openConversation(id)
                drawer.close()
            }
            onMessageRequested: (conversation, message) => {
                drawer.chat.openMessage(conversation, message)
                drawer.close()
            }
            onExportRequested: (conversation, folder, name) => drawer.exportRequested(conversation, folder, name)
            onNewRequested: drawer.newRequested()
            onRenameRequested: (id, title) => drawer.chat.renameConversation(id, title)
            onDeleteRequested: id => drawer.deleteRequested(id)
        }
    }
}
