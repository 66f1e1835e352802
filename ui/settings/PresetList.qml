pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The presets, each with its editor.
Column {
    id: list

    required property PresetListModel presets

    Repeater {
        model: list.presets

        PresetEditor {
            width: list.width
            presets: list.presets
        }
    }

    Item {
        width: list.width
        height: add.implicitHeight + Theme.space12

        Button {
            id: add
            objectName: "addPreset"

            anchors.left: parent.left
            y: Theme.space12
            iconName: "list-add"
            text: qsTr("Add preset")
            onClicked: list.presets.add({ name: qsTr("New preset") })
        }
    }
}
