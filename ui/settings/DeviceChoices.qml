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

    readonly property var all: [{ id: "auto", name: qsTr("Automatic"), detail: qsTr("The best device that works"), usable: true },
                                ...chat.devices]
    /// What the command line names may stand for a device: "vulkan" for "vulkan:0".
    readonly property string current: chat.chosenForThisRun && !all.some(device => device.id === chat.chosenBackend)
                                      ? chat.deviceId : chat.chosenBackend

    function nameOf(id: string): string {
        return all.find(device => device.id === id)?.name ?? id
    }

    spacing: Theme.space16
    Component.onCompleted: chat.findDevices()

    Label {
        objectName: "deviceForThisRun"
        visible: choices.chat.chosenForThisRun
        width: parent.width
        wrapMode: Text.Wrap
        text: qsTr("For this run, --backend %1 decides, until you choose here. A start without it goes by your setting: %2.")
            .arg(choices.chat.chosenBackend).arg(choices.nameOf(choices.preferences.backend))
    }

    Repeater {
        model: choices.all

        Column {
            id: device

            required property var modelData

            width: choices.width
            spacing: Theme.space4

            Choice {
                anchors.left: parent?.left
                width: Math.min(implicitWidth, device.width)
                enabled: device.modelData.usable
                text: device.modelData.name
                checked: choices.current === device.modelData.id
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
