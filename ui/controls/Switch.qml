import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// On or off, applied at once.
T.Switch {
    id: control

    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.target, implicitContentHeight)
    spacing: Theme.space12
    hoverEnabled: true
    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checked: checked

    indicator: Rectangle {
        x: control.mirrored ? control.width - width : 0
        y: Math.round((control.height - height) / 2)
        width: 36
        height: 20
        radius: 10
        color: control.checked ? Theme.accent : Theme.surface
        border.color: control.checked ? Theme.accent : Theme.control

        Rectangle {
            x: 3 + control.visualPosition * (parent.width - width - 6)
            anchors.verticalCenter: parent.verticalCenter
            width: 14
            height: 14
            radius: 7
            color: control.checked ? Theme.accentText : Theme.control
        }

        FocusFrame {
            control: control
            controlRadius: 10
        }
    }

    contentItem: Label {
        leftPadding: control.mirrored ? 0 : 36 + control.spacing
        rightPadding: control.mirrored ? 36 + control.spacing : 0
        type: Theme.body
        text: control.text
        color: control.enabled ? Theme.text : Theme.text3
    }
}
