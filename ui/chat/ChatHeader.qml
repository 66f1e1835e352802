import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// The title of the open conversation and the model that answers in it.
Item {
    id: header

    required property string title
    required property string modelName
    property string modelHint
    property bool narrow: false
    /// The keys of the list, for its tooltip.
    property string listKeys
    property bool canFind: false
    /// The keys that find, for the tooltip.
    property string findKeys
    property bool canExport: false
    /// Nothing of it is kept.
    property bool temporary: false

    signal listRequested
    signal findRequested
    signal exportRequested
    signal modelRequested

    implicitHeight: Math.max(48, name.lineHeight + 20)

    IconButton {
        id: menu

        visible: header.narrow
        anchors { left: parent.left; leftMargin: Theme.space8; verticalCenter: parent.verticalCenter }
        iconName: "application-menu"
        text: qsTr("Conversations")
        shortcutText: header.listKeys
        onClicked: header.listRequested()
    }

    Label {
        id: name

        anchors {
            left: header.narrow ? menu.right : parent.left
            leftMargin: header.narrow ? Theme.space8 : Theme.space24
            right: unsaved.visible ? unsaved.left : chip.left
            rightMargin: Theme.space12
            verticalCenter: parent.verticalCenter
        }
        type: Theme.title
        text: header.title
        elide: Text.ElideRight
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    Badge {
        id: unsaved

        visible: header.temporary
        anchors { right: chip.left; rightMargin: Theme.space12; verticalCenter: parent.verticalCenter }
        text: qsTr("Not saved")
    }

    Chip {
        id: chip

        visible: header.modelName !== ""
        anchors { right: find.visible ? find.left : parent.right; rightMargin: find.visible ? Theme.space8 : Theme.space24; verticalCenter: parent.verticalCenter }
        width: Math.min(implicitWidth, header.width * 0.5)
        text: header.modelName
        hint: header.modelHint
        onClicked: header.modelRequested()
    }

    IconButton {
        id: find

        visible: header.canFind
        anchors { right: share.left; rightMargin: 2; verticalCenter: parent.verticalCenter }
        iconName: "edit-find"
        text: qsTr("Find in this conversation")
        shortcutText: header.findKeys
        onClicked: header.findRequested()
    }

    IconButton {
        id: share

        visible: header.canExport
        anchors { right: parent.right; rightMargin: Theme.space16; verticalCenter: parent.verticalCenter }
        width: visible ? implicitWidth : 0
        iconName: "document-export"
        text: qsTr("Export")
        onClicked: header.exportRequested()
    }

    Rectangle {
        visible: !header.temporary
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }

    // Dashes: what stands below is on paper that is thrown away.
    Row {
        visible: header.temporary
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: 1
        clip: true
        spacing: 6

        Repeater {
            model: header.temporary ? Math.ceil(header.width / 14) : 0

            Rectangle {
                width: 8
                height: 1
                color: Theme.control
            }
        }
    }
}
