import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// Two pixels of `focus` outside a gap of two, while `control` has the keyboard's focus.
Rectangle {
    required property T.Control control
    property real controlRadius: Theme.radiusControl

    anchors.fill: parent
    anchors.margins: -4
    radius: controlRadius + 4
    color: "transparent"
    border.width: 2
    border.color: Theme.focus
    visible: control.visualFocus
}
