pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The devices of this computer, to choose the one that the model runs on; applies at once and is kept.
Column {
    id: choices

    required property ChatController chat
    required property Preferences preferences

    spacing: Theme.space8
    Component.onCompleted: chat.findDevices()

    Repeater {
        model: [{ id: "auto", name: qsTr("Automatic"), detail: qsTr("The best device that works"), usable: true },
                ...choices.chat.devices]

        Column {
            id: device

            required property var modelData

            width: choices.width
            spacing: Theme.space4

            Choice {
                width: Math.min(implicitWidth, device.width)
                enabled: device.modelData.usable
                text: device.modelData.name
                checked: choices.chat.chosenBackend === device.modelData.id
                Accessible.description: device.modelData.detail
                onClicked: {
                    choices.preferences.backend = device.modelData.id
                    choices.chat.chooseBackend(device.modelData.id)
                }
            }

            Label {
                width: device.width
                type: Theme.label
                color: Theme.text2
                wrapMode: Text.Wrap
                text: device.modelData.detail
            }
        }
    }
}
