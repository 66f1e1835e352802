import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// One setting: its name at the left, its control at the right, or below when there is little room.
Item {
    id: row

    required property SettingsSection section
    required property string title
    property string detail
    /// Other words that a search finds it by.
    property string keywords
    default property alias content: slot.data

    readonly property bool found: section.shows([title, detail, keywords].join(" "))
    readonly property bool stacked: width < 480 * Theme.textScale

    width: parent?.width ?? 0
    visible: found
    implicitHeight: (stacked ? words.implicitHeight + Theme.space8 + slot.childrenRect.height
                             : Math.max(words.implicitHeight, slot.childrenRect.height)) + 2 * Theme.space12

    Column {
        id: words

        anchors { left: parent.left; top: parent.top }
        anchors.topMargin: row.stacked ? Theme.space12 : Math.round((row.height - implicitHeight) / 2)
        width: row.stacked ? row.width : Math.max(120, row.width - slot.width - Theme.space16)

        Label {
            width: parent.width
            text: row.title
            wrapMode: Text.Wrap
        }

        Label {
            visible: text !== ""
            width: parent.width
            type: Theme.caption
            text: row.detail
            color: Theme.text2
            wrapMode: Text.Wrap
        }
    }

    Item {
        id: slot

        anchors.left: row.stacked ? parent.left : undefined
        anchors.right: row.stacked ? undefined : parent.right
        y: row.stacked ? words.y + words.height + Theme.space8 : Math.round((row.height - height) / 2)
        width: row.stacked ? row.width : childrenRect.width
        height: childrenRect.height
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.line
    }
}
