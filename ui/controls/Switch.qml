import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// On or off, applied at once.
T.Switch {
    id: control

    readonly property real indicatorWidth: Theme.icon(36)
    /// Only a dashed outline of it is there, see DisabledFrame.
    readonly property bool outlined: !enabled && Theme.highContrast

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
        width: control.indicatorWidth
        height: Theme.icon(20)
        radius: height / 2
        color: !control.checked ? Theme.surface : control.enabled ? Theme.accent : control.outlined ? "transparent" : Theme.disabled
        border.width: control.outlined ? 0 : 1
        border.color: !control.enabled ? Theme.disabled : control.checked ? Theme.accent : Theme.control

        Rectangle {
            x: 3 + control.visualPosition * (parent.width - width - 6)
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.icon(14)
            height: width
            radius: width / 2
            color: control.checked && !control.outlined ? Theme.accentText : control.enabled ? Theme.control : Theme.disabled
        }

        DisabledFrame {
            control: control
            controlRadius: control.indicator.height / 2
        }

        FocusFrame {
            control: control
            controlRadius: control.indicator.height / 2
        }
    }

    contentItem: Label {
        leftPadding: control.mirrored ? 0 : control.indicatorWidth + control.spacing
        rightPadding: control.mirrored ? control.indicatorWidth + control.spacing : 0
        type: Theme.body
        text: control.text
        color: control.enabled ? Theme.text : Theme.disabled
    }
}
