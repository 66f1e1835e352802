import QtQuick
import Lanternfish.Theme

/// The question, at the right.
Block {
    id: block

    function escaped(text: string): string {
        return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
    }

    Rectangle {
        anchors.right: parent?.right
        width: Math.min(600, block.columnWidth, Math.ceil(measure.implicitWidth) + 2 * Theme.space16)
        height: words.implicitHeight + 18
        radius: Theme.radiusCard
        color: Theme.accentSoft
        border.width: Theme.highContrast ? 1 : 0
        border.color: Theme.line

        ProseText {
            id: words

            x: Theme.space16
            y: 9
            width: parent.width - 2 * Theme.space16
            html: "<span style='white-space:pre-wrap'>" + block.escaped(block.plainText) + "</span>"
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
