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
        color: !choice.enabled ? Theme.text3 : choice.checked ? Theme.accent : Theme.text2
        horizontalAlignment: Text.AlignHCenter
    }

    background: Rectangle {
        radius: Theme.radiusControl
        color: choice.checked ? Theme.selected : !choice.enabled ? "transparent" : choice.hovered ? Theme.hover : Theme.surface
        border.width: choice.checked && Theme.highContrast ? 2 : 1
        border.color: choice.checked && choice.enabled ? Theme.accent : choice.enabled ? Theme.buttonLine : Theme.line

        FocusFrame {
            control: choice
        }
    }
}
