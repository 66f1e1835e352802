import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// One of a few exclusive choices, as a bordered segment.
T.RadioButton {
    id: choice

    implicitHeight: Math.max(Theme.primaryTarget, label.implicitHeight + 12)
    implicitWidth: Math.ceil(label.implicitWidth) + 2 * Theme.space12
    hoverEnabled: true
    Accessible.role: Accessible.RadioButton
    Accessible.name: text
    Accessible.checked: checked

    contentItem: Label {
        id: label

        type: Theme.label
        text: choice.text
        font: Theme.label.weighted(choice.checked ? Font.DemiBold : Font.Normal)
        color: !choice.enabled ? Theme.disabled : choice.checked ? Theme.accent : Theme.text2
        horizontalAlignment: Text.AlignHCenter
    }

    background: Rectangle {
        radius: Theme.radiusControl
        color: !choice.enabled && (Theme.highContrast || !choice.checked) ? "transparent"
            : choice.checked ? Theme.selected : choice.hovered ? Theme.hover : Theme.surface
        border.width: !Theme.highContrast ? 1 : !choice.enabled ? 0 : choice.checked ? 2 : 1
        border.color: choice.checked && choice.enabled ? Theme.accent : choice.enabled ? Theme.buttonLine : Theme.line

        DisabledFrame {
            control: choice
            lineWidth: choice.checked ? 2 : 1
        }

        FocusFrame {
            control: choice
        }
    }
}
