import QtQuick
import Lanternfish.Controls
import Lanternfish.Models

/// What can be done with what the pointer or the keyboard is at.
Menu {
    id: menu

    required property TextSelection selection
    property MessageBlockModel messages: null
    property double messageId: 0
    property bool sourceShown: false
    property string link

    signal linkOpened(target: string)
    signal copyMessage(messageId: double)
    signal copyText(text: string)

    MenuItem {
        text: qsTr("Copy")
        shortcutText: qsTr("Ctrl+C")
        enabled: !menu.selection.empty
        onTriggered: menu.selection.copy()
    }

    MenuItem {
        text: qsTr("Copy as Markdown")
        enabled: !menu.selection.empty
        onTriggered: menu.selection.copyMarkdown()
    }

    MenuItem {
        text: qsTr("Select all")
        shortcutText: qsTr("Ctrl+A")
        onTriggered: menu.selection.selectAll()
    }

    MenuItem {
        text: qsTr("Open link")
        enabled: menu.link !== ""
        onTriggered: menu.linkOpened(menu.link)
    }

    MenuItem {
        text: qsTr("Copy link address")
        enabled: menu.link !== ""
        onTriggered: menu.copyText(menu.link)
    }

    MenuItem {
        text: qsTr("Copy message")
        shortcutText: "C"
        enabled: menu.messageId !== 0
        onTriggered: menu.copyMessage(menu.messageId)
    }

    MenuItem {
        text: qsTr("Show as plain text")
        enabled: menu.messageId !== 0 && menu.messages !== null
        ticked: menu.sourceShown
        onTriggered: menu.messages.setSourceShown(menu.messageId, !menu.sourceShown)
    }
}
