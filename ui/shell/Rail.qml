import QtQuick
import Lanternfish.Actions
import Lanternfish.Theme

/// The places of the app. `current` is "chat", "library" or "settings".
FocusScope {
    id: rail

    required property string current
    required property ActionRegistry actions
    property bool compact: false

    signal chosen(place: string)

    function keysOf(place: string): string {
        return actions.find("place-" + place)?.shortcutText ?? ""
    }

    function focusPane() {
        chat.forceActiveFocus(Qt.TabFocusReason)
    }

    implicitWidth: compact ? 48 : 64
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Places")

    Rectangle {
        anchors.fill: parent
        color: Theme.side

        Rectangle {
            anchors.right: parent.right
            width: 1
            height: parent.height
            color: Theme.line
        }
    }

    Column {
        anchors { top: parent.top; topMargin: Theme.space8; horizontalCenter: parent.horizontalCenter }
        spacing: Theme.space4

        PlaceButton {
            id: chat

            focus: true
            iconName: "dialog-messages"
            text: qsTr("Chat")
            shortcutText: rail.keysOf("chat")
            compact: rail.compact
            checked: rail.current === "chat"
            onClicked: rail.chosen("chat")
        }

        PlaceButton {
            iconName: "lf-layers"
            text: qsTr("Library")
            shortcutText: rail.keysOf("library")
            compact: rail.compact
            checked: rail.current === "library"
            onClicked: rail.chosen("library")
        }
    }

    PlaceButton {
        anchors { bottom: parent.bottom; bottomMargin: Theme.space8; horizontalCenter: parent.horizontalCenter }
        iconName: "settings-configure"
        text: qsTr("Settings")
        shortcutText: rail.keysOf("settings")
        compact: rail.compact
        checked: rail.current === "settings"
        onClicked: rail.chosen("settings")
    }
}
