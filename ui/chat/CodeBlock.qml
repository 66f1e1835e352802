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
    required property int level

    required property bool open
    required property var model

    readonly property int foldAt: 40
    readonly property int foldedLines: 11
    readonly property bool folded: !open && chunks.lineCount > foldAt

    readonly property real lineHeight: Theme.code.lineHeight
    readonly property int visibleLines: folded ? foldedLines : chunks.lineCount

    /// The text that holds a line; null while it is out of view.
    function textOf(line: int): CodeText {
        return texts.itemAt(chunks.rowOf(line)) as CodeText
    }

    function nearestPosition(x: real, y: real): int {
        const at = sheet.mapFromItem(block, x, y)
        if (at.y < 0)
            return 0
        if (at.y > sheet.height)
            return chunks.text.length
        const line = Math.min(visibleLines - 1, Math.floor(at.y / lineHeight))
        const text = textOf(line)
        return text ? text.offset + text.positionAt(at.x, at.y - text.y) : chunks.lineBegin(line)
    }

    function rectangleAt(position: int): rect {
        const line = chunks.lineAt(position)
        const text = textOf(line)
        const x = text ? text.positionToRectangle(position - text.offset).x : (position - chunks.lineBegin(line)) * metrics.advanceWidth("0")
        return block.mapFromItem(sheet, x, line * lineHeight, 1, lineHeight)
    }

    function reveal(position: int) {
        if (chunks.lineAt(position) >= visibleLines)
            model.open = true
        const x = area.mapFromItem(block, rectangleAt(position)).x
        if (x < 0 || x > area.width - 2 * Theme.space16)
            area.scrollTo(area.contentX + x - area.width / 2)
    }

    nesting: level
    Component.onCompleted: copy.active = !streaming
    ListView.onReused: {
        copied.stop()
        area.contentX = 0
    }
    wordsFrame: area
    spokenName: qsTr("%1 code, %2").arg(language === "" ? qsTr("Plain") : language).arg(lines.text)

    CodeChunks {
        id: chunks

        source: RowText {
            blocks: block.stream?.model ?? null
            row: block.index
            active: block.inUse
        }
        definition: block.definition
        // What is near the view, as far as it is not folded away.
        shownLines: {
            const view = block.stream
            if (!view)
                return Qt.point(0, block.visibleLines)
            const top = view.contentY - view.cacheBuffer / 2 - block.y - block.gap - header.height - Theme.space12
            const height = view.height + view.cacheBuffer
            return Qt.point(Math.floor(top / block.lineHeight), Math.min(block.visibleLines, Math.ceil((top + height) / block.lineHeight)))
        }
    }

    Connections {
        target: chunks

        function onReplaced() {
            sheet.widest = 0
        }
    }

    FontMetrics {
        id: metrics

        font: Theme.code.font
    }

    component CodeText: SelectableText {
        required property int index
        required property int line
        required property var start
        required offset

        // Of a fixed size, for `quiet`: what is longer is painted too.
        width: area.width - 2 * Theme.space16
        height: chunks.chunkLines * block.lineHeight
        y: line * block.lineHeight
        marks: block.marks
        textFormat: TextEdit.PlainText
        wrapMode: TextEdit.NoWrap
        horizontalAlignment: TextEdit.AlignLeft
        font: Theme.code.font
        Accessible.role: Accessible.EditableText
        Accessible.name: qsTr("Code")
        Accessible.multiLine: true
    }

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
            height: Math.max(36, Theme.label.lineHeight + 16)

            Label {
                id: name

                anchors { left: parent.left; leftMargin: Theme.space16; verticalCenter: parent.verticalCenter }
                type: Theme.label
                text: block.language
                color: Theme.text2
            }

            Label {
                id: lines

                anchors { left: name.right; leftMargin: name.text === "" ? 0 : Theme.space12; verticalCenter: parent.verticalCenter }
                type: Theme.label
                text: qsTr("%Ln line(s)", "", chunks.lineCount)
                color: Theme.text3
            }

            OnDemand {
                active: block.streaming
                delay: 40

                LanternDot {
                    anchors { left: lines.right; leftMargin: Theme.space8; verticalCenter: parent.verticalCenter }
                }
            }

            Timer {
                id: copied

                interval: 2000
            }

            // A button is a good part of making the block: while an answer is written, it comes some frames later.
            Timer {
                interval: 100
                running: !copy.active
                onTriggered: copy.active = true
            }

            Loader {
                id: copy

                anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: parent.verticalCenter }
                active: false
                sourceComponent: Button {
                    kind: "flat"
                    iconName: copied.running ? "dialog-ok" : "edit-copy"
                    text: copied.running ? qsTr("Copied") : qsTr("Copy")
                    Accessible.name: qsTr("Copy code")
                    onClicked: {
                        block.stream?.copyRequested(chunks.text)
                        copied.restart()
                    }
                }
            }

            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: 1
                color: Theme.line
            }
        }

        // No Flickable: it would be the viewport of its texts, and as high as all of them.
        Item {
            id: area

            /// As wide as the longest line, until a wider one was seen: not all characters are as wide as most.
            readonly property real contentWidth: Math.max(width, Math.max(sheet.widest, chunks.longestLine * metrics.advanceWidth("0")) + 2 * Theme.space16)
            property real contentX: 0

            function scrollTo(x: real) {
                contentX = Math.max(0, Math.min(contentWidth - width, x))
            }

            // Code runs from left to right, whatever the window's language.
            LayoutMirroring.enabled: false
            LayoutMirroring.childrenInherit: true
            y: header.height
            width: parent.width
            height: block.visibleLines * block.lineHeight + (block.folded ? Theme.space12 : 2 * Theme.space12)
            clip: true
            onContentWidthChanged: scrollTo(contentX)

            WheelHandler {
                orientation: Qt.Horizontal
                target: null
                enabled: area.contentWidth > area.width
                acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
                onWheel: event => area.scrollTo(area.contentX - (event.pixelDelta.x !== 0 ? event.pixelDelta.x : event.angleDelta.x))
            }

            Loader {
                active: area.contentWidth > area.width
                anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
                z: 1
                sourceComponent: ScrollBar {
                    orientation: Qt.Horizontal
                    size: area.width / area.contentWidth
                    position: area.contentX / area.contentWidth
                    onPositionChanged: {
                        if (pressed)
                            area.scrollTo(position * area.contentWidth)
                    }
                }
            }

            Item {
                id: sheet

                property real widest: 0

                x: Theme.space16 - area.contentX
                y: Theme.space12
                width: area.contentWidth - 2 * Theme.space16
                height: chunks.lineCount * block.lineHeight

                Repeater {
                    id: texts

                    model: chunks

                    CodeText {
                        id: text

                        GrowingText {
                            textDocument: text.textDocument
                            source: RowText {
                                blocks: chunks
                                row: text.index
                                role: "code"
                            }
                            lineHeight: block.lineHeight
                            quiet: true
                            onTextChanged: text.paintSelection()
                            onContentWidthChanged: sheet.widest = Math.max(sheet.widest, contentWidth)
                        }

                        // Behind the text, so that it is there when text comes: else all of it would be coloured twice.
                        CodeHighlighter {
                            textDocument: text.textDocument
                            definition: block.definition
                            start: text.start
                            dark: Theme.dark
                            highContrast: Theme.highContrast
                        }
                    }
                }
            }
        }

        Loader {
            id: foldLine

            active: chunks.lineCount > block.foldAt
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
                    text: block.folded ? qsTr("Show %Ln more line(s)", "", chunks.lineCount - block.foldedLines)
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
