import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// One line of text. Its border takes the focus colour; `leadingIcon` stands before the text.
T.TextField {
    id: field

    property string leadingIcon
    /// What a screen reader calls it.
    required property string label

    implicitHeight: Math.max(Theme.primaryTarget, Theme.body.lineHeight + 12)
    implicitWidth: 200
    readonly property bool mirrored: Application.layoutDirection === Qt.RightToLeft
    readonly property real iconSide: leadingIcon === "" ? Theme.space12 : Theme.icon(16) + Theme.space16

    leftPadding: mirrored ? Theme.space12 : iconSide
    rightPadding: mirrored ? iconSide : Theme.space12
    verticalAlignment: TextInput.AlignVCenter
    font: Theme.body.font
    color: enabled ? Theme.text : Theme.disabled
    placeholderTextColor: enabled ? Theme.text3 : Theme.disabled
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentText
    selectByMouse: true
    Accessible.role: Accessible.EditableText
    Accessible.name: label

    background: Rectangle {
        radius: Theme.radiusControl
        color: Theme.surface
        border.width: field.activeFocus ? 2 : field.enabled || !Theme.highContrast ? 1 : 0
        border.color: field.activeFocus ? Theme.focus : field.enabled ? Theme.buttonLine : Theme.line

        DisabledFrame {
            control: field
        }
    }

    Icon {
        anchors { left: parent.left; leftMargin: 9; verticalCenter: parent.verticalCenter }
        visible: field.leadingIcon !== ""
        name: field.leadingIcon
        size: Theme.icon(16)
        color: field.enabled ? Theme.text2 : Theme.disabled
    }

    Label {
        x: field.leftPadding
        width: field.width - field.leftPadding - field.rightPadding
        anchors.verticalCenter: parent.verticalCenter
        visible: field.text === "" && field.preeditText === ""
        type: Theme.body
        text: field.placeholderText
        color: field.placeholderTextColor
        elide: Text.ElideRight
    }
}
