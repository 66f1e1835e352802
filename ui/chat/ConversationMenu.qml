pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models

/// What can be done with one conversation of the list, which show() names. `history` does what needs no answer; the rest
/// is asked for.
Menu {
    id: menu

    property HistoryController history: null
    property double conversationId: 0
    property string name
    property double folderId: 0
    property bool pinned: false
    property bool archived: false
    property bool deleted: false

    signal renameRequested
    signal deleteRequested
    signal exportRequested
    /// A new folder was made, with the conversation in it; it wants a name.
    signal folderAdded(folderId: double)

    function show(row: ConversationRow, item: Item, x: real, y: real) {
        conversationId = row.conversationId
        name = row.title
        folderId = row.folderId
        pinned = row.pinned
        archived = row.archived
        deleted = row.deleted
        popup(item, x, y)
    }

    MenuItem {
        text: qsTr("Restore")
        visible: menu.deleted
        height: visible ? implicitHeight : 0
        onTriggered: menu.history.restore(menu.conversationId)
    }

    MenuItem {
        text: qsTr("Delete for good")
        visible: menu.deleted
        height: visible ? implicitHeight : 0
        onTriggered: menu.history.purge(menu.conversationId)
    }

    MenuItem {
        text: menu.pinned ? qsTr("Unpin") : qsTr("Pin")
        visible: !menu.deleted && menu.history !== null
        height: visible ? implicitHeight : 0
        onTriggered: menu.history.setPinned(menu.conversationId, !menu.pinned)
    }

    MenuItem {
        text: qsTr("Rename")
        shortcutText: "F2"
        visible: !menu.deleted
        height: visible ? implicitHeight : 0
        onTriggered: menu.renameRequested()
    }

    Menu {
        id: folders

        title: qsTr("Move to folder")
        enabled: !menu.deleted && menu.history !== null

        MenuItem {
            text: qsTr("No folder")
            ticked: menu.folderId === 0
            onTriggered: menu.history.moveToFolder(menu.conversationId, 0)
        }

        Instantiator {
            model: menu.history?.folders ?? []
            delegate: MenuItem {
                required property var modelData

                text: "\u2003".repeat(modelData.depth) + modelData.name
                ticked: menu.folderId === modelData.folderId
                onTriggered: menu.history.moveToFolder(menu.conversationId, modelData.folderId)
            }
            onObjectAdded: (index, object) => folders.insertItem(1 + index, object as MenuItem)
            onObjectRemoved: (index, object) => folders.removeItem(object as MenuItem)
        }

        MenuItem {
            text: qsTr("New folder")
            onTriggered: {
                const added = menu.history.addFolder(qsTr("New folder"))
                menu.history.moveToFolder(menu.conversationId, added)
                menu.folderAdded(added)
            }
        }
    }

    MenuItem {
        text: menu.archived ? qsTr("Take out of the archive") : qsTr("Archive")
        visible: !menu.deleted && menu.history !== null
        height: visible ? implicitHeight : 0
        onTriggered: menu.history.setArchived(menu.conversationId, !menu.archived)
    }

    MenuItem {
        text: qsTr("Export")
        onTriggered: menu.exportRequested()
    }

    MenuItem {
        text: qsTr("Delete")
        shortcutText: qsTr("Del")
        visible: !menu.deleted
        height: visible ? implicitHeight : 0
        onTriggered: menu.deleteRequested()
    }
}
