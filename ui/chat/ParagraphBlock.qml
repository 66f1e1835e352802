import QtQuick

/// A paragraph of an answer.
Block {
    id: block

    required property string html
    required property int level

    nesting: level

    ProseText {
        width: block.columnWidth
        html: block.html
        streaming: block.streaming
    }
}
