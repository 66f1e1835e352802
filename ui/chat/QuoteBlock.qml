import QtQuick
import Lanternfish.Models
import Lanternfish.Theme

/// Quoted text, behind a rule.
Block {
    id: block

    words: prose

    Rectangle {
        anchors.left: parent?.left
        width: 3
        height: prose.height
        color: Theme.control
    }

    ProseText {
        id: prose

        anchors { left: parent?.left; leftMargin: 19 }
        width: block.columnWidth - 19
        marks: block.marks
        source: RowText {
            blocks: block.stream?.model ?? null
            row: block.index
            role: "html"
            active: block.inUse
        }
        color: Theme.text2
        streaming: block.streaming
        onLinkOpened: target => block.stream.linkOpened(target)
    }
}
