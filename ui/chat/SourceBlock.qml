import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// A message as the text that it is made of.
Block {
    id: block

    words: source

    Rectangle {
        width: block.columnWidth
        height: source.height + 2 * Theme.space12
        radius: Theme.radiusControl
        color: Theme.sunken
        border.color: Theme.line

        SelectableText {
            id: source

            x: Theme.space16
            y: Theme.space12
            width: parent.width - 2 * x
            marks: block.marks
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.Wrap
            font: Theme.code.font
        }

        GrowingText {
            textDocument: source.textDocument
            source: RowText {
                blocks: block.stream?.model ?? null
                row: block.index
            }
        }

        LanternDot {
            visible: block.streaming
            anchors { right: parent.right; bottom: parent.bottom; margins: Theme.space12 }
        }
    }
}
