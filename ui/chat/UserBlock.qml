import QtQuick
import Lanternfish.Theme

/// The question, at the right.
Block {
    id: block

    function escaped(text: string): string {
        return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "<br/>")
    }

    words: prose

    Rectangle {
        anchors.right: parent?.right
        width: Math.min(600, block.columnWidth, Math.ceil(measure.implicitWidth) + 2 * Theme.space16)
        height: prose.implicitHeight + 18
        radius: Theme.radiusCard
        color: Theme.accentSoft
        border.width: Theme.highContrast ? 1 : 0
        border.color: Theme.line

        ProseText {
            id: prose

            x: Theme.space16
            y: 9
            width: parent.width - 2 * Theme.space16
            marks: block.marks
            html: block.escaped(block.plainText)
        }
    }

    Text {
        id: measure

        visible: false
        font: Theme.prose.font
        text: block.plainText
        textFormat: Text.PlainText
    }
}
