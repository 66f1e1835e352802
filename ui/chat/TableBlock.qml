pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// A table. A wide one scrolls inside the column.
Block {
    id: block

    required property int level

    readonly property real cellWidth: Math.max(96, (block.columnWidth - 2) / Math.max(1, table.columnCount))

    nesting: level
    spokenName: qsTr("Table, %1, %2").arg(qsTr("%Ln row(s)", "", Math.max(0, table.lineCount - 1))).arg(qsTr("%Ln column(s)", "", table.columnCount))
    wordsFrame: grid
    Component.onCompleted: {
        toFirstColumn()
        more.active = !streaming
    }
    ListView.onReused: {
        copied.stop()
        toFirstColumn()
    }

    function toFirstColumn() {
        flick.contentX = mirrored ? flick.contentWidth - flick.width : 0
    }

    TableCells {
        id: table

        blocks: block.stream?.model ?? null
        row: block.index
        active: block.inUse
    }

    function cell(index: int): Cell {
        return cells.itemAt(index) as Cell
    }

    /// The cell at a point of the grid, or the one nearest to it.
    function cellAt(x: real, y: real): Cell {
        const column = Math.max(0, Math.min(table.columnCount - 1, Math.floor(x / cellWidth)))
        return cell(table.cellAt(table.lineAt(y), mirrored ? table.columnCount - 1 - column : column))
    }

    function nearestPosition(x: real, y: real): int {
        const at = grid.mapFromItem(block, x, y)
        const cell = cellAt(at.x, at.y)
        if (!cell)
            return -1
        const inside = cell.mapFromItem(block, x, y)
        return cell.offset + cell.positionAt(inside.x, inside.y)
    }

    function linkAt(x: real, y: real): string {
        const at = grid.mapFromItem(block, x, y)
        const cell = cellAt(at.x, at.y)
        if (!cell)
            return ""
        const inside = cell.mapFromItem(block, x, y)
        return cell.linkAt(inside.x, inside.y)
    }

    function rectangleAt(position: int): rect {
        const cell = block.cell(table.cellOf(position))
        if (!cell)
            return Qt.rect(0, 0, width, height)
        const there = cell.positionToRectangle(Math.min(cell.length, position - cell.offset))
        return block.mapFromItem(cell, there.x, there.y, 1, there.height)
    }

    function reveal(position: int) {
        const place = flick.mapFromItem(block, rectangleAt(position))
        if (place.x < 0 || place.x > flick.width - Theme.space32)
            flick.contentX = Math.max(0, Math.min(flick.contentWidth - flick.width, flick.contentX + place.x - flick.width / 2))
    }

    component Cell: ProseText {
        id: cell

        required property int index
        required property int line
        required property int column
        required property string cellHtml
        required property real lineTop
        required property bool shown
        required offset

        x: (block.mirrored ? table.columnCount - 1 - column : column) * width
        y: lineTop
        visible: shown
        width: block.cellWidth
        marks: block.marks
        html: cellHtml
        onLinkOpened: target => block.stream.linkOpened(target)
        leftPadding: Theme.space16
        rightPadding: Theme.space16
        topPadding: 7
        bottomPadding: 8
        type: Theme.body
        color: line === 0 ? Theme.text2 : Theme.text
        horizontalAlignment: {
            const side = table.alignments[column]
            return side === Qt.AlignRight ? TextEdit.AlignRight : side === Qt.AlignHCenter ? TextEdit.AlignHCenter : TextEdit.AlignLeft
        }
        Accessible.role: line === 0 ? Accessible.ColumnHeader : Accessible.Cell
        onImplicitHeightChanged: table.setHeight(index, implicitHeight)
        Component.onCompleted: table.setHeight(index, implicitHeight)

        // The line above its line, which the first cell draws for all.
        OnDemand {
            active: cell.column === 0 && cell.line > 0

            Rectangle {
                x: -cell.x
                width: grid.width
                height: 1
                color: Theme.line
            }
        }
    }

    Rectangle {
        width: block.columnWidth
        height: flick.height + 2
        radius: Theme.radiusControl
        color: Theme.surface
        border.color: Theme.line
        Accessible.role: Accessible.Table
        Accessible.name: block.spokenName

        HoverHandler {
            id: hover
        }

        Flickable {
            id: flick

            x: 1
            y: 1
            width: parent.width - 2
            height: grid.height + (interactive ? Theme.space12 : 0)
            contentWidth: Math.max(width, table.columnCount * block.cellWidth)
            contentHeight: grid.height
            clip: true
            interactive: contentWidth > width + 1
            boundsBehavior: Flickable.StopAtBounds
            T.ScrollBar.horizontal: bar.item as T.ScrollBar

            Item {
                id: grid

                width: flick.contentWidth
                height: table.height

                Rectangle {
                    width: parent.width
                    height: table.headerHeight
                    color: Theme.sunken
                    radius: Theme.radiusControl
                }

                Repeater {
                    id: cells

                    model: table

                    Cell {}
                }
            }
        }

        OnDemand {
            id: bar

            active: flick.interactive

            ScrollBar {}
        }

        Timer {
            id: copied

            interval: 2000
        }

        // A button is a good part of making the block: while an answer is written, it comes some frames later.
        Timer {
            interval: 100
            running: !more.active
            onTriggered: more.active = true
        }

        OnDemand {
            id: more

            IconButton {
                id: button

                anchors { right: parent.right; rightMargin: 2; top: parent.top; topMargin: Math.max(2, Math.round(((table.headerHeight || height) - height) / 2)) }
                bordered: true
                opacity: hover.hovered || visualFocus || menu.shown || copied.running ? 1 : 0
                iconName: copied.running ? "dialog-ok" : "edit-copy"
                text: copied.running ? qsTr("Copied") : qsTr("Copy table")
                onClicked: menu.open()

                LazyMenu {
                    id: menu

                    y: button.height
                    sourceComponent: Menu {
                        MenuItem {
                            text: qsTr("Copy as CSV")
                            onTriggered: {
                                block.stream?.copyTable(block.index, true)
                                copied.restart()
                            }
                        }

                        MenuItem {
                            text: qsTr("Copy as Markdown")
                            onTriggered: {
                                block.stream?.copyTable(block.index, false)
                                copied.restart()
                            }
                        }
                    }
                }
            }
        }
    }
}
