pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// One conversation in the list. F2 or a double click turns it into a field.
T.ItemDelegate {
    id: row

    required property int index
    required property double conversationId
    required property string title
    required property bool answering
    required property bool current
    /// "conversation", or "folder", "archive" or "bin", which hold `count` of them.
    required property string kind
    required property double folderId
    required property int depth
    required property int count

    readonly property bool isConversation: kind === "conversation"

    property bool renaming: false

    signal renamed(title: string)
    signal renameEnded
    signal renameRequested
    signal deleteRequested

    leftInset: Theme.space8
    rightInset: Theme.space8
    leftPadding: Theme.space16 * (1 + depth)
    rightPadding: Theme.space8
    implicitHeight: Math.max(Theme.primaryTarget, Theme.body.lineHeight + 12)
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: answering ? qsTr("%1, answering").arg(title)
                               : isConversation ? title : qsTr("%1, %n conversation(s)", "", count).arg(title)
    Accessible.selected: current
    Accessible.onPressAction: click()
    onDoubleClicked: {
        if (isConversation)
            renameRequested()
    }
    onRenamingChanged: {
        if (renaming) {
            editor.text = title
            editor.selectAll()
            editor.forceActiveFocus(Qt.OtherFocusReason)
        }
    }

    contentItem: Item {
        Label {
            anchors {
                left: parent.left
                right: more.visible ? more.left : dot.visible ? dot.left : parent.right; rightMargin: Theme.space8
                verticalCenter: parent.verticalCenter
            }
            visible: !row.renaming
            font: Theme.label.weighted(row.current ? Font.DemiBold : Font.Normal)
            text: row.isConversation ? row.title : qsTr("%1 (%2)").arg(row.title).arg(row.count)
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        LanternDot {
            id: dot

            visible: row.answering && !more.visible && !row.renaming
            anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: parent.verticalCenter }
        }

        IconButton {
            id: more

            visible: row.isConversation && !row.renaming && (row.hovered || menu.visible)
            anchors { right: parent.right; rightMargin: 2; verticalCenter: parent.verticalCenter }
            focusPolicy: Qt.NoFocus
            iconName: "overflow-menu"
            text: qsTr("More")
            onClicked: menu.popup(more, 0, more.height)
        }

        Field {
            id: editor

            visible: row.renaming
            anchors { fill: parent; leftMargin: -7; topMargin: 1; bottomMargin: 1; rightMargin: 1 }
            leftPadding: 7
            implicitHeight: Theme.target
            font: Theme.label.font
            label: qsTr("Title")
            maximumLength: 200
            Keys.onEscapePressed: row.renameEnded()
            onAccepted: {
                if (text.trim() !== "")
                    row.renamed(text.trim())
                row.renameEnded()
            }
            onActiveFocusChanged: {
                if (!activeFocus && row.renaming)
                    row.renameEnded()
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusRow
        color: row.current ? Theme.selected : row.hovered ? Theme.hover : "transparent"
        border.width: row.current && Theme.highContrast ? 2 : 0
        border.color: Theme.line

        Rectangle {
            visible: row.ListView.isCurrentItem && row.ListView.view.activeFocus
            anchors.fill: parent
            radius: parent.radius
            color: "transparent"
            border.width: 2
            border.color: Theme.focus
        }
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        enabled: row.isConversation
        onTapped: eventPoint => menu.popup(row, eventPoint.position.x, eventPoint.position.y)
    }

    Menu {
        id: menu

        MenuItem {
            text: qsTr("Rename")
            shortcutText: "F2"
            onTriggered: row.renameRequested()
        }

        MenuItem {
            text: qsTr("Delete")
            shortcutText: qsTr("Del")
            onTriggered: row.deleteRequested()
        }
    }
}
