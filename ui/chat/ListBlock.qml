import QtQuick

/// A list of an answer, with its nested ones.
Block {
    id: block

    required property string html

    ProseText {
        width: block.columnWidth
        html: block.html
        streaming: block.streaming
    }
}
