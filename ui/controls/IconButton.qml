pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// A button that is only an icon. `text` is its name for screen readers and its tooltip.
T.Button {
    id: button

    required property string iconName
    property bool bordered: false
    /// Shown in the tooltip after the name, such as "Ctrl+N".
    property string shortcutText
    property int iconSize: 16

    implicitWidth: Theme.target
    implicitHeight: Theme.target
    hoverEnabled: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.Button
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: button.iconName
            size: Theme.icon(button.iconSize)
            color: button.enabled ? (button.hovered ? Theme.text : Theme.text2) : Theme.disabled
            opacity: button.enabled || Theme.highContrast ? 1 : 0.5
        }
    }

    background: Rectangle {
        radius: Theme.radiusControl
        color: button.hovered || button.down ? Theme.hover : button.bordered ? Theme.surface : "transparent"
        border.width: Theme.highContrast ? (button.enabled ? 1 : 0) : button.bordered ? 1 : 0
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
            text: button.shortcutText === "" ? button.text : "%1 (%2)".arg(button.text).arg(button.shortcutText)
        }
    }
}
