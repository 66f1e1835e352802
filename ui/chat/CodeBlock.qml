pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Code with its language, length and a copy button. Long code is folded to its first lines.
Block {
    id: block

    required property string language
    required property string definition
    required property int lineCount
    required property int level

    required property bool open
    required property var model

    readonly property int foldAt: 40
    readonly property int foldedLines: 11
    readonly property bool folded: !open && lineCount > foldAt

    function reveal(position: int) {
        const place = code.positionToRectangle(position)
        if (folded && place.y + place.height > area.height - Theme.space12)
            model.open = true
        if (place.x < area.contentX || place.x > area.contentX + area.width - 2 * Theme.space16)
            area.scrollTo(place.x - area.width / 2)
    }

    nesting: level
    ListView.onReused: {
        copied.stop()
        area.contentX = 0
    }
    words: code
    wordsFrame: area
    spokenName: qsTr("%1 code, %2").arg(language === "" ? qsTr("Plain") : language).arg(lines.text)

    Rectangle {
        id: frame

        width: block.columnWidth
        height: header.height + area.height + (foldLine.visible ? foldLine.height : 0)
        radius: Theme.radiusControl
        color: Theme.sunken
        border.color: Theme.line
        Accessible.role: Accessible.Grouping
        Accessible.name: block.spokenName

        Item {
            id: header

            width: parent.width
            height: Math.max(36, copy.implicitHeight + 8)

            Label {
                id: name

                x: Theme.space16
                anchors.verticalCenter: parent.verticalCenter
                type: Theme.label
                text: block.language
                color: Theme.text2
            }

            Label {
                id: lines

                x: name.text === "" ? Theme.space16 : name.x + name.implicitWidth + Theme.space12
                anchors.verticalCenter: parent.verticalCenter
                type: Theme.label
                text: block.lineCount === 1 ? qsTr("1 line") : qsTr("%1 lines").arg(block.lineCount)
                color: Theme.text3
            }

            LanternDot {
                visible: block.streaming
                anchors { left: lines.right; leftMargin: Theme.space8; verticalCenter: parent.verticalCenter }
            }

            Button {
                id: copy

                anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: parent.verticalCenter }
                kind: "flat"
                iconName: copied.running ? "dialog-ok" : "edit-copy"
                text: copied.running ? qsTr("Copied") : qsTr("Copy")
                Accessible.name: qsTr("Copy code")
                onClicked: {
                    block.stream?.copyRequested(block.plainText)
                    copied.restart()
                }

                Timer {
                    id: copied

                    interval: 2000
                }
            }

            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: 1
                color: Theme.line
            }
        }

        // No Flickable: it would be the viewport of its text, as high as all of it, and nothing of a long program would be
        // left out of drawing.
        Item {
            id: area

            readonly property real contentWidth: Math.max(width, code.implicitWidth + 2 * Theme.space16)
            property real contentX: 0

            function scrollTo(x: real) {
                contentX = Math.max(0, Math.min(contentWidth - width, x))
            }

            y: header.height
            width: parent.width
            height: (block.folded ? Math.ceil(block.foldedLines * code.contentHeight / Math.max(1, code.lineCount)) : code.contentHeight + Theme.space12) + Theme.space12
            clip: true
            onContentWidthChanged: scrollTo(contentX)

            WheelHandler {
                orientation: Qt.Horizontal
                target: null
                enabled: area.contentWidth > area.width
                acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
                onWheel: event => area.scrollTo(area.contentX - (event.pixelDelta.x !== 0 ? event.pixelDelta.x : event.angleDelta.x))
            }

            ScrollBar {
                anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                z: 1
                orientation: Qt.Horizontal
                size: area.width / area.contentWidth
                position: area.contentX / area.contentWidth
                onPositionChanged: {
                    if (pressed)
                        area.scrollTo(position * area.contentWidth)
                }
            }

            SelectableText {
                id: code

                x: Theme.space16 - area.contentX
                y: Theme.space12
                marks: block.marks
                textFormat: TextEdit.PlainText
                wrapMode: TextEdit.NoWrap
                font: Theme.code.font
                Accessible.role: Accessible.EditableText
                Accessible.name: qsTr("Code")
                Accessible.multiLine: true
            }

            GrowingText {
                textDocument: code.textDocument
                text: block.plainText
            }

            CodeHighlighter {
                textDocument: code.textDocument
                definition: block.definition
                dark: Theme.dark
                highContrast: Theme.highContrast
            }
        }

        Loader {
            id: foldLine

            active: block.lineCount > block.foldAt
            visible: active
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            sourceComponent: Item {
                implicitHeight: fold.implicitHeight + 5

                Rectangle {
                    width: parent.width
                    height: 1
                    color: Theme.line
                }

                Button {
                    id: fold

                    anchors { left: parent.left; leftMargin: Theme.space8; verticalCenter: parent.verticalCenter }
                    kind: "flat"
                    iconName: block.folded ? "go-down" : "go-up"
                    text: block.folded ? qsTr("Show %1 more lines").arg(block.lineCount - block.foldedLines)
                                       : qsTr("Show fewer lines")
                    onClicked: {
                        block.stream?.holdBlock(block, !block.folded)
                        block.model.open = block.folded
                        block.stream?.settle()
                    }
                }
            }
        }
    }
}
