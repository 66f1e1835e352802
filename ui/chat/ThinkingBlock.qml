pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// What the model wrote down before it answered: a chip that opens.
Block {
    id: block

    required property string thinkingText
    required property string thinkingSummary

    property bool open: false

    spokenName: thinkingSummary

    Column {
        width: block.columnWidth
        spacing: Theme.space8

        Row {
            spacing: Theme.space8

            Chip {
                id: chip

                leadingIcon: block.open ? "go-down" : "go-next"
                text: block.thinkingSummary === "" ? qsTr("Thinking") : block.thinkingSummary.split(", ")[0]
                detail: block.thinkingSummary.split(", ").slice(1).join(", ")
                Accessible.checkable: true
                Accessible.checked: block.open
                Accessible.description: block.open ? qsTr("Open") : qsTr("Folded")
                onClicked: block.open = !block.open
            }

            LanternDot {
                visible: block.streaming
                anchors.verticalCenter: parent.verticalCenter
            }
        }

        Item {
            visible: block.open
            width: parent.width
            height: words.implicitHeight

            Rectangle {
                x: Theme.space8
                width: 2
                height: parent.height
                color: Theme.line
            }

            TextEdit {
                id: words

                x: Theme.space24
                width: parent.width - x
                readOnly: true
                selectByMouse: true
                activeFocusOnTab: false
                textFormat: TextEdit.PlainText
                wrapMode: TextEdit.Wrap
                font: Theme.body.font
                color: Theme.text2
                selectionColor: Theme.accent
                selectedTextColor: Theme.accentText
                text: block.open ? block.thinkingText : ""
                Accessible.role: Accessible.StaticText
                Accessible.name: block.thinkingText
            }
        }
    }
}
