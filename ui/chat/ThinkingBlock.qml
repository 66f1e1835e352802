pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// What the model wrote down before it answered: a chip that opens.
Block {
    id: block

    required property string thinkingSummary
    required property string thinkingDetail
    required property bool open
    required property var model

    spokenName: chip.Accessible.name
    words: (loader.item as ThinkingText)?.words ?? null

    Chip {
        id: chip

        anchors.left: parent?.left
        leadingIcon: block.open ? "go-down" : "go-next"
        text: block.thinkingSummary
        detail: block.thinkingDetail
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
        anchors { left: chip.right; leftMargin: Theme.space8; verticalCenter: chip.verticalCenter }
    }

    component ThinkingText: Item {
        readonly property TextEdit words: text

        height: text.height

        Rectangle {
            anchors { left: parent.left; leftMargin: Theme.space8 }
            width: 2
            height: parent.height
            color: Theme.line
        }

        SelectableText {
            id: text

            anchors { left: parent.left; leftMargin: Theme.space24; right: parent.right }
            marks: block.marks
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.Wrap
            font: Theme.body.font
            color: Theme.text2
        }

        GrowingText {
            textDocument: text.textDocument
            source: RowText {
                blocks: block.stream?.model ?? null
                row: block.index
                active: block.inUse
            }
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
