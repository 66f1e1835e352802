pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Chat
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Conversations by age, folders, archive and bin, under a field that searches all of them. In the list: Enter opens, F2
/// renames, Del deletes.
FocusScope {
    id: pane

    required property var conversations
    property HistoryController history: null
    /// Without one nothing is searched.
    property SearchModel search: null

    property double renamingId: 0
    property double renamingFolder: 0
    readonly property bool searching: field.text.trim() !== ""
    /// The keys of a new conversation, for its tooltip.
    property string newKeys

    signal openRequested(conversationId: double)
    signal newRequested
    signal renameRequested(conversationId: double, title: string)
    signal deleteRequested(conversationId: double)
    signal messageRequested(conversationId: double, messageId: double)
    /// Of a conversation, or else of a folder.
    signal exportRequested(conversationId: double, folderId: double, name: string)

    /// Takes the focus to search everywhere.
    function focusSearch() {
        field.forceActiveFocus(Qt.ShortcutFocusReason)
        field.selectAll()
    }

    function nameFolder(folderId: double) {
        renamingFolder = folderId
    }

    function openMenu(row: ConversationRow, item: Item, x: real, y: real) {
        if (row.isConversation)
            conversationMenu.show(row, item, x, y)
        else
            folderMenu.show(row, item, x, y)
    }

    function focusList(reason: int) {
        if (searching) {
            results.forceActiveFocus(reason)
            return
        }
        if (list.currentIndex < 0 && list.count > 0)
            list.currentIndex = 0
        list.forceActiveFocus(reason)
    }

    Field {
        id: field
        objectName: "conversationSearch"

        anchors { left: parent.left; right: add.left; top: parent.top; margins: Theme.space8 }
        leadingIcon: "edit-find"
        label: qsTr("Search")
        placeholderText: qsTr("Search")
        onTextChanged: {
            if (pane.search)
                pane.search.text = text.trim()
        }
        Keys.onEscapePressed: event => {
            event.accepted = text !== ""
            clear()
        }
        Keys.onDownPressed: pane.focusList(Qt.OtherFocusReason)
        Keys.onReturnPressed: {
            if (pane.searching && results.count > 0) {
                results.currentIndex = 0
                results.choose()
            }
        }
    }

    IconButton {
        id: add

        anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: field.verticalCenter }
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

        anchors { left: parent.left; right: parent.right; top: field.bottom; bottom: parent.bottom; topMargin: Theme.space4 }
        visible: !pane.searching
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
            if (event.key === Qt.Key_F2 && row()?.hasName) {
                row().renameRequested()
                event.accepted = true
            } else if (event.key === Qt.Key_Menu && row()?.hasMenu) {
                pane.openMenu(row(), row(), Theme.space16, row().height)
                event.accepted = true
            }
        }

        model: pane.conversations

        section.property: "section"
        section.delegate: Label {
            required property string section

            width: list.width
            leftPadding: Theme.space16
            rightPadding: Theme.space16
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
            organised: pane.history !== null
            menuShown: isConversation ? conversationMenu.visible && conversationMenu.conversationId === conversationId
                                      : folderMenu.visible && folderMenu.folderId === folderId
            renaming: isConversation ? pane.renamingId !== 0 && pane.renamingId === conversationId
                                     : kind === "folder" && pane.renamingFolder === folderId
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
            onRenameRequested: {
                if (isConversation)
                    pane.renamingId = conversationId
                else
                    pane.renamingFolder = folderId
            }
            onMenuRequested: (item, x, y) => pane.openMenu(this, item, x, y)
            onRenamed: title => {
                if (isConversation)
                    pane.renameRequested(conversationId, title)
                else
                    pane.history.renameFolder(folderId, title)
            }
            onRenameEnded: {
                pane.renamingId = 0
                pane.renamingFolder = 0
                list.forceActiveFocus(Qt.OtherFocusReason)
            }
        }
    }

    // One for all rows: each has more items than a row.
    ConversationMenu {
        id: conversationMenu

        history: pane.history
        onRenameRequested: pane.renamingId = conversationId
        onDeleteRequested: pane.deleteRequested(conversationId)
        onExportRequested: pane.exportRequested(conversationId, 0, name)
        onFolderAdded: folderId => pane.nameFolder(folderId)
    }

    FolderMenu {
        id: folderMenu

        history: pane.history
        onRenameRequested: pane.renamingFolder = folderId
        onExportRequested: pane.exportRequested(0, folderId, name)
    }

    SearchResults {
        id: results
        objectName: "searchResults"

        anchors.fill: list
        visible: pane.searching && count > 0
        search: pane.search
        onOpenRequested: (conversationId, messageId) => pane.messageRequested(conversationId, messageId)
    }

    Label {
        visible: pane.searching ? results.count === 0 && !(pane.search?.searching ?? false) : list.count === 0
        anchors { left: parent.left; right: parent.right; top: list.top; margins: Theme.space16 }
        type: Theme.label
        text: !pane.searching ? qsTr("Conversations appear here and stay on this computer.")
            : pane.search?.problem ? pane.search.problem
            : qsTr("Nothing found for '%1'. Try fewer letters.").arg(field.text.trim())
        color: Theme.text2
        wrapMode: Text.Wrap
    }
}
