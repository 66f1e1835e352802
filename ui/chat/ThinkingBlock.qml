pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// What the model wrote down before it answered: a chip that opens.
Block {
    id: block

    required property string thinkingText
    required property string thinkingSummary
    required property bool open
    required property var model

    spokenName: thinkingSummary
    words: (loader.item as ThinkingText)?.words ?? null

    Chip {
        id: chip

        leadingIcon: block.open ? "go-down" : "go-next"
        text: block.thinkingSummary === "" ? qsTr("Thinking") : block.thinkingSummary.split(", ")[0]
        detail: block.thinkingSummary.split(", ").slice(1).join(", ")
        Accessible.checkable: true
        Accessible.checked: block.open
        Accessible.description: block.open ? qsTr("Open") : qsTr("Folded")
        onClicked: {
            block.stream?.holdBlock(block, false)
            block.model.open = !block.open
        }
    }

    LanternDot {
        visible: block.streaming
        x: chip.width + Theme.space8
        y: Math.round((chip.height - height) / 2)
    }

    component ThinkingText: Item {
        readonly property TextEdit words: text

        height: text.height

        Rectangle {
            x: Theme.space8
            width: 2
            height: parent.height
            color: Theme.line
        }

        SelectableText {
            id: text

            x: Theme.space24
            width: parent.width - x
            marks: block.marks
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.Wrap
            font: Theme.body.font
            color: Theme.text2
        }

        GrowingText {
            textDocument: text.textDocument
            text: block.thinkingText
        }
    }

    Loader {
        id: loader

        y: chip.height + Theme.space8
        width: block.columnWidth
        active: block.open
        visible: active
        sourceComponent: ThinkingText {}
    }
}
