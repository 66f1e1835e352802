pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// A push button. `kind`: "plain" has a border, "primary" is filled, "flat" is text only until the pointer is over it.
T.Button {
    id: button

    property string kind: "plain"
    property string iconName
    property string trailingIcon
    property string hint
    property TypeStyle type: Theme.label
    readonly property color foreground: !enabled ? Theme.disabled
        : kind === "primary" ? Theme.accentText
        : kind === "flat" ? Theme.text2 : Theme.text

    implicitHeight: Math.max(Theme.target, type.lineHeight + 8)
    implicitWidth: Math.ceil(implicitContentWidth) + leftPadding + rightPadding
    leftPadding: kind === "flat" ? Theme.space8 : Theme.space12
    rightPadding: leftPadding
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.description: hint
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        implicitWidth: row.implicitWidth
        implicitHeight: row.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: Theme.space8

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.iconName !== ""
                name: button.iconName
                size: Theme.icon(16)
                color: button.foreground
            }

            Label {
                visible: text !== ""
                type: button.type
                font: button.type.weighted(button.kind === "flat" ? Font.Normal : Font.Medium)
                text: button.text
                color: button.foreground
            }

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: button.trailingIcon !== ""
                name: button.trailingIcon
                size: Theme.icon(14)
                color: button.foreground
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusControl
        color: !button.enabled && Theme.highContrast ? "transparent"
            : button.kind === "primary" ? (!button.enabled ? Theme.hover : button.hovered || button.down ? Theme.accentHover : Theme.accent)
            : button.hovered || button.down || button.checked ? Theme.hover
            : button.kind === "plain" ? Theme.surface : "transparent"
        border.width: Theme.highContrast ? (button.enabled ? 1 : 0) : button.kind === "plain" ? 1 : 0
        border.color: Theme.buttonLine

        DisabledFrame {
            control: button
        }

        FocusFrame {
            control: button
        }

        Behavior on color {
            ColorAnimation { duration: Theme.hoverTime }
        }
    }

    // Made when it is wanted: there are far more of these than tips.
    OnDemand {
        active: button.hovered || button.visualFocus

        Tip {
            owner: button
            text: button.hint
        }
    }
}
