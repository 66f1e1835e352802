import QtQuick

/// A list of an answer, with its nested ones.
Block {
    id: block

    required property string html

    words: prose

    ProseText {
        id: prose

        width: block.columnWidth
        marks: block.marks
        html: block.html
        streaming: block.streaming
        Accessible.name: block.spokenText
        onLinkOpened: target => block.stream.linkOpened(target)
    }
}
