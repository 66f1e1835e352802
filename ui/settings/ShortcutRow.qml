pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Actions
import Lanternfish.Controls
import Lanternfish.Theme

/// One action and its keys. Change turns the keys into a KeyRecorder.
SettingsRow {
    id: row

    required property ActionRegistry actions
    required property Action action

    readonly property string shownKeys: action.keys.map(keys => actions.shown(keys)).join(", ")
    property bool recording: false

    function finish() {
        recording = false
        change.forceActiveFocus(Qt.OtherFocusReason)
    }

    title: action.text
    keywords: shownKeys

    Row {
        spacing: Theme.space8

        Label {
            objectName: "keys"
            visible: !row.recording
            anchors.verticalCenter: parent.verticalCenter
            color: row.action.keys.length > 0 ? Theme.text : Theme.text3
            text: row.action.keys.length > 0 ? row.shownKeys : qsTr("None")
        }

        Button {
            id: change
            objectName: "change"

            visible: !row.recording
            text: qsTr("Change")
            Accessible.name: qsTr("Change keys of '%1', now %2").arg(row.action.text)
                .arg(row.action.keys.length > 0 ? row.shownKeys : qsTr("none"))
            onClicked: row.recording = true
        }

        IconButton {
            objectName: "reset"
            visible: !row.recording && row.action.changed
            iconName: "edit-undo"
            text: qsTr("Reset keys of '%1'").arg(row.action.text)
            onClicked: {
                row.actions.reset(row.action)
                change.forceActiveFocus(Qt.OtherFocusReason)
            }
        }

        Loader {
            active: row.recording
            visible: active
            sourceComponent: KeyRecorder {
                actions: row.actions
                action: row.action
                width: Math.min(360 * Theme.textScale, row.width)
                onDone: row.finish()
                onAbandoned: row.recording = false
            }
        }
    }
}
