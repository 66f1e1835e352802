import QtQuick
import Lanternfish.Theme

/// Quoted text, behind a rule.
Block {
    id: block

    required property string html

    Rectangle {
        width: 3
        height: words.height
        color: Theme.control
    }

    ProseText {
        id: words

        x: 19
        width: block.columnWidth - x
        html: block.html
        color: Theme.text2
        streaming: block.streaming
    }
}
