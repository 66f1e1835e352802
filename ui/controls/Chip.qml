pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// A small bordered word that can be pressed: a model's name, a folded part.
T.Button {
    id: chip

    property string detail
    property string leadingIcon
    property string trailingIcon
    property string hint
    readonly property color foreground: enabled ? Theme.text2 : Theme.disabled

    implicitHeight: Math.max(Theme.target, Theme.caption.lineHeight + 12)
    implicitWidth: Math.ceil(row.implicitWidth) + leftPadding + rightPadding
    leftPadding: Theme.space12
    rightPadding: Theme.space12
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: detail === "" ? text : "%1, %2".arg(text).arg(detail)
    Accessible.description: hint
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Row {
            id: row

            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.space8

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: chip.leadingIcon !== ""
                name: chip.leadingIcon
                size: Theme.icon(14)
                color: chip.foreground
            }

            Label {
                type: Theme.label
                text: chip.text
                color: chip.foreground
            }

            Label {
                visible: chip.detail !== ""
                type: Theme.label
                text: chip.detail
                color: chip.enabled ? Theme.text3 : Theme.disabled
            }

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: chip.trailingIcon !== ""
                name: chip.trailingIcon
                size: Theme.icon(14)
                color: chip.foreground
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusControl
        color: chip.hovered || chip.down ? Theme.hover : "transparent"
        border.width: chip.enabled || !Theme.highContrast ? 1 : 0
        border.color: Theme.line

        DisabledFrame {
            control: chip
        }

        FocusFrame {
            control: chip
        }

        Behavior on color {
            ColorAnimation { duration: Theme.hoverTime }
        }
    }

    // Made when it is wanted: there are far more of these than tips.
    OnDemand {
        active: chip.hovered || chip.visualFocus

        Tip {
            owner: chip
            text: chip.hint
        }
    }
}
