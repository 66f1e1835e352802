import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// The tooltip of `owner`: under the pointer or the keyboard's focus, never when its text is empty.
T.ToolTip {
    id: tip

    required property T.AbstractButton owner

    parent: owner
    visible: text !== "" && (owner.hovered || owner.visualFocus) && owner.enabled && !owner.down
    delay: 600
    x: Math.round((parent.width - width) / 2)
    y: parent.height + 6
    margins: 6
    padding: 8
    implicitWidth: Math.min(320, measure.implicitWidth + leftPadding + rightPadding)
    implicitHeight: implicitContentHeight + topPadding + bottomPadding
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent

    contentItem: Label {
        type: Theme.caption
        text: tip.text
        wrapMode: Text.Wrap
    }

    background: Rectangle {
        radius: Theme.radiusRow
        color: Theme.surface
        border.color: Theme.control
    }

    Label {
        id: measure

        visible: false
        type: Theme.caption
        text: tip.text
    }
}
