import QtQuick
import Lanternfish.Theme

/// What every block of the message stream has in common: the reading column, the gap above, the bar that marks the
/// message with the keyboard's focus. Content goes into the column.
Item {
    id: block

    required property int index
    required property double messageId
    required property string role
    required property string kind
    required property bool first
    required property bool streaming
    required property string plainText
    required property string timeText

    /// How many lists it stands in.
    property int nesting: 0
    /// The keyboard's focus is on this message.
    property bool marked: false
    /// What a screen reader calls this part; the message's own name by default.
    property string spokenName: role === "user" ? qsTr("You") : qsTr("Lanternfish")
    /// The words that can be read now; counted by the unattended run.
    readonly property string shownText: role === "assistant" && kind !== "thinking" && kind !== "actions" ? plainText : ""
    readonly property real columnWidth: column.width
    readonly property real textWidth: Math.min(736, width - 2 * Theme.space24)
    readonly property real indent: Math.min(nesting, 6) * Theme.space24
    default property alias content: column.data

    implicitHeight: column.y + column.childrenRect.height
    implicitWidth: 400
    Accessible.role: Accessible.ListItem
    Accessible.name: timeText === "" ? spokenName : "%1, %2".arg(spokenName).arg(timeText)
    Accessible.description: streaming ? "" : plainText

    Rectangle {
        visible: block.marked
        x: column.x - 14
        y: column.y
        width: 3
        height: column.childrenRect.height
        radius: 1.5
        color: Theme.focus
    }

    Item {
        id: column

        x: Math.round((block.width - block.textWidth) / 2) + block.indent
        y: block.first ? Theme.space20 : Theme.space12
        width: block.textWidth - block.indent
        height: childrenRect.height
    }
}
