import QtQuick
import Lanternfish.Models

/// A list of an answer, with its nested ones.
Block {
    id: block

    words: prose

    ProseText {
        id: prose

        width: block.columnWidth
        marks: block.marks
        source: RowText {
            blocks: block.stream?.model ?? null
            row: block.index
            role: "html"
            active: block.inUse
        }
        streaming: block.streaming
        Accessible.name: block.spokenText || qsTr("List")
        onLinkOpened: target => block.stream.linkOpened(target)
    }
}
