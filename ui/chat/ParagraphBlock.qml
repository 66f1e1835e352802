import QtQuick
import Lanternfish.Models
import Lanternfish.Theme

/// A paragraph of an answer.
Block {
    id: block

    required property int level
    required property bool continues

    gap: continues ? 0 : first ? Theme.space20 : Theme.space12
    nesting: level
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
        onLinkOpened: target => block.stream.linkOpened(target)
    }
}
