import QtQuick
import Lanternfish.Models
import Lanternfish.Theme

/// A heading of an answer; the deeper ones are as large as the text.
Block {
    id: block

    required property int level

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
        type: block.level <= 2 ? Theme.heading : Theme.title
        Accessible.role: Accessible.Heading
        onLinkOpened: target => block.stream.linkOpened(target)
    }
}
