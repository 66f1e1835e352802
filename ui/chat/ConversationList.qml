pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Chat
import Lanternfish.Controls
import Lanternfish.Theme

/// Conversations by age, with a field that filters their titles. In the list: Enter opens, F2 renames, Del deletes.
FocusScope {
    id: pane

    required property var conversations

    property double renamingId: 0
    /// The keys of a new conversation, for its tooltip.
    property string newKeys

    signal openRequested(conversationId: double)
    signal newRequested
    signal renameRequested(conversationId: double, title: string)
    signal deleteRequested(conversationId: double)

    function focusList(reason: int) {
        if (list.currentIndex < 0 && list.count > 0)
            list.currentIndex = 0
        list.forceActiveFocus(reason)
    }

    Field {
        id: search
        objectName: "conversationSearch"

        anchors { left: parent.left; right: add.left; top: parent.top; margins: Theme.space8 }
        leadingIcon: "edit-find"
        label: qsTr("Search titles")
        placeholderText: qsTr("Search titles")
        Keys.onEscapePressed: event => {
            event.accepted = text !== ""
            clear()
        }
        Keys.onDownPressed: pane.focusList(Qt.OtherFocusReason)
    }

    IconButton {
        id: add

        anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: search.verticalCenter }
        width: Theme.primaryTarget
        height: Theme.primaryTarget
        bordered: true
        iconName: "list-add"
        text: qsTr("New conversation")
        shortcutText: pane.newKeys
        onClicked: pane.newRequested()
    }

    ListView {
        id: list
        objectName: "conversationRows"

        function row(): ConversationRow {
            return currentItem as ConversationRow
        }

        anchors { left: parent.left; right: parent.right; top: search.bottom; bottom: parent.bottom; topMargin: Theme.space4 }
        activeFocusOnTab: true
        focus: true
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        highlightMoveDuration: 0
        bottomMargin: Theme.space8
        ScrollBar.vertical: ScrollBar {}
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Conversations")
        onActiveFocusChanged: {
            if (activeFocus && currentIndex < 0 && count > 0)
                currentIndex = 0
        }

        Keys.onReturnPressed: row()?.click()
        Keys.onEnterPressed: row()?.click()
        Keys.onSpacePressed: row()?.click()
        Keys.onDeletePressed: {
            if (row()?.isConversation)
                pane.deleteRequested(row().conversationId)
        }
        Keys.onPressed: event => {
            if (event.key === Qt.Key_F2 && row()?.isConversation) {
                pane.renamingId = row().conversationId
                event.accepted = true
            }
        }

        model: TitleFilter {
            sourceModel: pane.conversations
            text: search.text
        }

        section.property: "section"
        section.delegate: Label {
            required property string section

            leftPadding: Theme.space16
            height: Math.max(36, implicitHeight + 16)
            topPadding: Theme.space8
            type: Theme.caption
            font: Theme.caption.weighted(Font.DemiBold)
            text: section
            color: Theme.text3
            Accessible.role: Accessible.Heading
            Accessible.name: section
        }

        delegate: ConversationRow {
            width: list.width
            renaming: pane.renamingId !== 0 && pane.renamingId === conversationId
            onClicked: {
                list.currentIndex = index
                if (kind === "folder")
                    pane.conversations.toggleFolder(folderId)
                else if (kind === "archive")
                    pane.conversations.toggleArchive()
                else if (kind === "bin")
                    pane.conversations.toggleBin()
                else
                    pane.openRequested(conversationId)
            }
            onRenameRequested: pane.renamingId = conversationId
            onDeleteRequested: pane.deleteRequested(conversationId)
            onRenamed: title => pane.renameRequested(conversationId, title)
            onRenameEnded: {
                if (pane.renamingId === conversationId)
                    pane.renamingId = 0
                list.forceActiveFocus(Qt.OtherFocusReason)
            }
        }
    }

    Label {
        visible: list.count === 0
        anchors { left: parent.left; right: parent.right; top: list.top; margins: Theme.space16 }
        type: Theme.label
        text: search.text === "" ? qsTr("Conversations appear here and stay on this computer.")
                                 : qsTr("Nothing found for '%1'. Try fewer letters.").arg(search.text)
        color: Theme.text2
        wrapMode: Text.Wrap
    }
}
