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

    signal listRequested
    signal findRequested
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
            right: chip.left
            rightMargin: Theme.space12
            verticalCenter: parent.verticalCenter
        }
        type: Theme.title
        text: header.title
        elide: Text.ElideRight
        Accessible.role: Accessible.Heading
        Accessible.name: text
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
        anchors { right: parent.right; rightMargin: Theme.space16; verticalCenter: parent.verticalCenter }
        iconName: "edit-find"
        text: qsTr("Find in this conversation")
        shortcutText: "Ctrl+F"
        onClicked: header.findRequested()
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
