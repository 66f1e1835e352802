import QtQuick
import Lanternfish.Controls
import Lanternfish.Models

/// What can be done with a folder, or with the bin: that which show() names.
Menu {
    id: menu

    property HistoryController history: null
    property double folderId: 0
    property string name
    property bool bin: false

    signal renameRequested
    signal exportRequested

    function show(row: ConversationRow, item: Item, x: real, y: real) {
        folderId = row.folderId
        name = row.title
        bin = row.kind === "bin"
        popup(item, x, y)
    }

    MenuItem {
        text: qsTr("Rename")
        shortcutText: "F2"
        visible: !menu.bin
        height: visible ? implicitHeight : 0
        onTriggered: menu.renameRequested()
    }

    MenuItem {
        text: qsTr("Export")
        visible: !menu.bin
        height: visible ? implicitHeight : 0
        onTriggered: menu.exportRequested()
    }

    MenuItem {
        text: qsTr("Remove folder")
        detail: qsTr("What is in it moves up")
        visible: !menu.bin
        height: visible ? implicitHeight : 0
        onTriggered: menu.history.removeFolder(menu.folderId)
    }

    MenuItem {
        text: qsTr("Empty the bin")
        detail: qsTr("Deletes for good what is in it")
        visible: menu.bin
        height: visible ? implicitHeight : 0
        onTriggered: menu.history.emptyBin()
    }
}
