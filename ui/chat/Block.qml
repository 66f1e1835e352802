pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// What every block of the message stream has in common: the reading column, the gap above, the bar that marks the
/// message with the keyboard's focus. Content goes into the column. Views are used again for other rows, so what a
/// reader changes (`open`) is kept in the model.
Item {
    id: block

    required property int index
    required property double messageId
    required property string role
    required property string kind
    required property bool first
    required property bool streaming
    required property string spokenText
    required property string timeText

    readonly property BlockView stream: ListView.view as BlockView
    readonly property bool mirrored: stream !== null && stream.effectiveLayoutDirection === Qt.RightToLeft
    /// Above the content.
    property real gap: first ? Theme.space20 : Theme.space12
    /// How many lists it stands in.
    property int nesting: 0
    /// The keyboard's focus is on this message.
    readonly property bool marked: stream !== null && stream.markedMessage === messageId
    /// What a screen reader calls this part; the message's own name by default.
    property string spokenName: role === "user" ? qsTr("You") : qsTr("Lanternfish")
    /// It shows words of an answer: the unattended run counts those.
    readonly property bool answers: role === "assistant" && kind !== "thinking" && kind !== "actions"
    readonly property real columnWidth: column.width
    readonly property real textWidth: Math.min(736, width - 2 * Theme.space24)
    readonly property real indent: Math.min(nesting, 6) * Theme.space24
    /// It shows a row, and doesn't wait for one.
    property bool inUse: true
    default property alias content: column.data

    /// The text that can be selected; none for blocks without any, several in tables, which override what asks for it.
    property TextEdit words: null
    /// What of it can be seen.
    property Item wordsFrame: words
    readonly property BlockMarks marks: BlockMarks {
        selected: {
            block.stream?.selection.revision
            return block.stream?.selection.rangeIn(block.index) ?? Qt.point(0, 0)
        }
        caret: block.stream !== null && block.stream.caretShown && block.stream.selection.headRow === block.index ? block.stream.selection.headOffset : -1
        matches: {
            block.stream?.search.revision
            return block.stream?.search.matchesIn(block.index) ?? []
        }
        currentMatch: block.stream?.search.currentRow === block.index ? block.stream.search.currentOffset : -1
    }

    /// The position in the block's text at a point; -1 where there is no text.
    function positionAt(x: real, y: real): int {
        if (!wordsFrame || !wordsFrame.visible)
            return -1
        const at = wordsFrame.mapFromItem(block, x, y)
        return at.y < -6 || at.y > wordsFrame.height + 6 ? -1 : nearestPosition(x, y)
    }

    /// The same, but always in the text when there is one.
    function nearestPosition(x: real, y: real): int {
        if (!words || !words.visible)
            return -1
        const at = words.mapFromItem(block, x, y)
        return at.y < 0 ? 0 : at.y > words.height ? words.length : words.positionAt(at.x, at.y)
    }

    /// Where the link at a point leads; empty for none.
    function linkAt(x: real, y: real): string {
        if (!words || !words.visible)
            return ""
        const at = words.mapFromItem(block, x, y)
        return words.linkAt(at.x, at.y)
    }

    /// Where a position stands in the block.
    function rectangleAt(position: int): rect {
        if (!words)
            return Qt.rect(0, 0, width, height)
        const there = words.positionToRectangle(position)
        return block.mapFromItem(words, there.x, there.y, 1, there.height)
    }

    /// Makes a position visible within the block.
    function reveal(position: int) {
    }

    width: stream ? stream.width : implicitWidth
    implicitHeight: column.y + column.childrenRect.height
    implicitWidth: 400
    Accessible.role: Accessible.ListItem
    Accessible.name: timeText === "" ? spokenName : "%1, %2".arg(spokenName).arg(timeText)
    Accessible.description: spokenText
    ListView.onPooled: {
        inUse = false
        stream?.forget(block)
    }
    ListView.onReused: inUse = true

    OnDemand {
        active: block.marked

        Rectangle {
            anchors { left: column.left; leftMargin: -14 }
            y: column.y
            width: 3
            height: column.childrenRect.height
            radius: 1.5
            color: Theme.focus
        }
    }

    Item {
        id: column

        anchors { left: parent.left; leftMargin: Math.round((block.width - block.textWidth) / 2) + block.indent }
        y: block.gap
        width: block.textWidth - block.indent
        height: childrenRect.height
    }
}
