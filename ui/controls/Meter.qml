import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// How much of something is used: value from 0 to 1. `valueText` is what a screen reader says.
T.ProgressBar {
    id: meter

    required property string label
    required property string valueText
    property bool warning: false

    implicitWidth: 56
    implicitHeight: 4
    Accessible.role: Accessible.ProgressBar
    Accessible.name: label
    Accessible.description: valueText

    contentItem: Item {
        Rectangle {
            anchors.left: parent.left
            width: meter.value > 0 ? Math.max(4, Math.round(parent.width * meter.position)) : 0
            height: parent.height
            radius: 2
            color: meter.warning ? Theme.warn : Theme.accent
        }
    }

    background: Rectangle {
        radius: 2
        color: Theme.highContrast ? Theme.canvas : Qt.tint(Theme.line, Qt.alpha(Theme.control, 0.25))
        border.width: Theme.highContrast ? 1 : 0
        border.color: Theme.line
    }
}
