pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The boxes of the tasks in a text, ticked where one is done.
Repeater {
    id: boxes

    required property var textDocument

    model: places.tasks

    readonly property TaskPlaces places: TaskPlaces { textDocument: boxes.textDocument }

    delegate: Rectangle {
        id: box

        required property var modelData
        readonly property bool done: modelData.done
        readonly property rect place: modelData.place

        x: place.x
        y: place.y
        width: place.width
        height: place.height
        radius: Math.round(width / 5)
        color: done ? Theme.accent : "transparent"
        border.width: Math.max(1, Math.round(width / 12))
        border.color: done ? Theme.accent : Theme.control

        Icon {
            visible: box.done
            anchors.centerIn: parent
            name: "dialog-ok"
            size: box.width
            color: Theme.accentText
        }
    }
}
