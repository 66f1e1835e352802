import QtQuick
import Lanternfish.Theme

/// A heading of an answer; the deeper ones are as large as the text.
Block {
    id: block

    required property string html
    required property int level

    words: prose

    ProseText {
        id: prose

        width: block.columnWidth
        marks: block.marks
        html: block.html
        streaming: block.streaming
        type: block.level <= 2 ? Theme.heading : Theme.title
        Accessible.role: Accessible.Heading
        onLinkOpened: target => block.stream.linkOpened(target)
    }
}
