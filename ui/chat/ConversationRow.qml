pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// One conversation in the list, or a folder, the archive or the bin. F2 or a double click turns it into a field.
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
    required property bool expanded
    required property bool pinned
    required property bool archived
    required property bool deleted
    required property bool waiting
    required property bool hasDraft

    readonly property bool isConversation: kind === "conversation"
    readonly property bool hasName: kind === "conversation" || kind === "folder"
    readonly property bool hasMenu: kind !== "archive" && (isConversation || organised)
    readonly property string iconName: kind === "folder" ? "folder" : kind === "bin" ? "edit-delete" : "archive"
    /// Whether folders and the bin can be changed.
    property bool organised: false
    property bool menuShown: false
    property bool renaming: false

    signal renamed(title: string)
    signal renameEnded
    signal renameRequested
    /// At a point of `item`, where `hasMenu`.
    signal menuRequested(item: Item, x: real, y: real)

    leftInset: Theme.space8
    rightInset: Theme.space8
    readonly property real indent: Theme.space16 * (1 + depth)

    leftPadding: mirrored ? Theme.space8 : indent
    rightPadding: mirrored ? indent : Theme.space8
    implicitHeight: Math.max(Theme.primaryTarget, Theme.body.lineHeight + 12)
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: answering ? qsTr("%1, answering").arg(title)
        : waiting ? qsTr("%1, waiting").arg(title)
        : !isConversation ? qsTr("%1, %n conversation(s)", "", count).arg(title)
        : hasDraft ? qsTr("%1, draft").arg(title) : title
    Accessible.description: isConversation ? "" : expanded ? qsTr("Open") : qsTr("Closed")
    Accessible.selected: current
    Accessible.onPressAction: click()
    onDoubleClicked: {
        if (isConversation && !deleted)
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
        Icon {
            id: kindIcon

            visible: !row.isConversation
            anchors { left: parent.left; verticalCenter: parent.verticalCenter }
            name: row.iconName
            size: Theme.icon(16)
            color: Theme.text2
        }

        Label {
            anchors {
                left: kindIcon.visible ? kindIcon.right : parent.left
                leftMargin: kindIcon.visible ? Theme.space8 : 0
                right: more.visible ? more.left : end.left; rightMargin: Theme.space8
                verticalCenter: parent.verticalCenter
            }
            visible: !row.renaming
            font: Theme.label.weighted(row.current ? Font.DemiBold : Font.Normal)
            text: row.title
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Row {
            id: end

            visible: !more.visible && !row.renaming
            anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: parent.verticalCenter }
            spacing: Theme.space4

            Icon {
                visible: row.isConversation && row.hasDraft && !row.current
                anchors.verticalCenter: parent.verticalCenter
                name: "document-edit"
                size: Theme.icon(14)
                color: Theme.text3
            }

            Label {
                visible: !row.isConversation
                anchors.verticalCenter: parent.verticalCenter
                type: Theme.caption
                text: row.count.toLocaleString(Qt.locale(), "f", 0)
                color: Theme.text3
                Accessible.ignored: true
            }

            Icon {
                visible: !row.isConversation
                anchors.verticalCenter: parent.verticalCenter
                name: row.expanded ? "go-down" : "go-next"
                size: Theme.icon(14)
                color: Theme.text3
            }

            LanternDot {
                visible: row.answering
                anchors.verticalCenter: parent.verticalCenter
            }
        }

        IconButton {
            id: more

            visible: row.hasMenu && !row.renaming && (row.hovered || row.menuShown)
            anchors { right: parent.right; rightMargin: 2; verticalCenter: parent.verticalCenter }
            focusPolicy: Qt.NoFocus
            iconName: "overflow-menu"
            text: qsTr("More")
            onClicked: row.menuRequested(more, 0, more.height)
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
        enabled: row.hasMenu
        onTapped: eventPoint => row.menuRequested(row, eventPoint.position.x, eventPoint.position.y)
    }
}
