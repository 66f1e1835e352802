import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// The name of a section in the list at the left.
T.ItemDelegate {
    id: button

    property bool current: false
    /// The list has the focus and stands on it.
    property bool focused: false

    leftInset: Theme.space8
    rightInset: Theme.space8
    leftPadding: Theme.space24
    rightPadding: Theme.space16
    implicitHeight: Math.max(Theme.primaryTarget, Theme.label.lineHeight + 12)
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    activeFocusOnTab: false
    Accessible.role: Accessible.PageTab
    Accessible.name: text
    Accessible.selected: current
    Accessible.onPressAction: click()

    contentItem: Label {
        type: Theme.label
        font: Theme.label.weighted(button.current ? Font.DemiBold : Font.Normal)
        text: button.text
        elide: Text.ElideRight
    }

    background: Rectangle {
        radius: Theme.radiusRow
        color: button.current ? Theme.selected : button.hovered ? Theme.hover : "transparent"
        border.width: button.focused || (button.current && Theme.highContrast) ? 2 : 0
        border.color: button.focused ? Theme.focus : Theme.line
    }
}
