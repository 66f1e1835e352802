import QtQuick

/// A paragraph of an answer.
Block {
    id: block

    required property string html
    required property int level

    nesting: level
    words: prose

    ProseText {
        id: prose

        width: block.columnWidth
        marks: block.marks
        html: block.html
        streaming: block.streaming
        onLinkOpened: target => block.stream.linkOpened(target)
    }
}
