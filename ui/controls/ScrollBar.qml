import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// A thin bar at the edge; wider under the pointer.
T.ScrollBar {
    id: bar

    Accessible.name: qsTr("Scroll bar")

    implicitWidth: 10
    implicitHeight: 10
    padding: 2
    minimumSize: 0.06
    visible: policy === T.ScrollBar.AlwaysOn || (policy === T.ScrollBar.AsNeeded && size < 0.999)

    contentItem: Rectangle {
        implicitWidth: 6
        implicitHeight: 6
        radius: 3
        color: bar.pressed || bar.hovered ? Theme.text3 : Theme.control
        opacity: bar.active || bar.hovered || Theme.highContrast ? 0.9 : 0.45
    }
}
