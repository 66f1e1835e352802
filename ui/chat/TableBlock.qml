pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// A table. A wide one scrolls inside the column.
Block {
    id: block

    required property var tableHeader
    required property var tableRows
    required property var tableAlignments
    required property var tableOffsets
    required property int level

    readonly property int columnCount: tableHeader.length
    readonly property real cellWidth: Math.max(96, (block.columnWidth - 2) / Math.max(1, columnCount))

    nesting: level
    spokenName: qsTr("Table, %1, %2").arg(qsTr("%Ln row(s)", "", tableRows.length)).arg(qsTr("%Ln column(s)", "", columnCount))
    wordsFrame: grid
    onTableRowsChanged: countRows()
    Component.onCompleted: {
        countRows()
        toFirstColumn()
    }
    // Its rows would show the next table cell by cell, only to go.
    ListView.onPooled: rows.clear()
    ListView.onReused: {
        copied.stop()
        countRows()
        toFirstColumn()
    }

    function toFirstColumn() {
        flick.contentX = mirrored ? flick.contentWidth - flick.width : 0
    }

    /// A table that grows gets new rows and keeps those that it has.
    function countRows() {
        if (rows.count > tableRows.length)
            rows.remove(tableRows.length, rows.count - tableRows.length)
        while (rows.count < tableRows.length)
            rows.append({ at: rows.count })
    }

    ListModel { id: rows }

    /// The row at `at` of the table, the header first.
    function line(at: int): Line {
        return (at === 0 ? head : lines.itemAt(at - 1)) as Line
    }

    /// The cell at a point of the grid, or the one nearest to it.
    function cellAt(x: real, y: real): Cell {
        let at = 0
        while (at < lines.count && (line(at + 1)?.y ?? y + 1) <= y)
            ++at
        const column = Math.max(0, Math.min(columnCount - 1, Math.floor(x / cellWidth)))
        return line(at)?.nearestCell(mirrored ? columnCount - 1 - column : column) ?? null
    }

    function cellOf(position: int): Cell {
        let found = null
        for (let at = 0; at <= lines.count; ++at) {
            for (let column = 0; column < columnCount; ++column) {
                const cell = line(at)?.cell(column)
                if (cell && cell.offset <= position)
                    found = cell
            }
        }
        return found
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
        const cell = cellOf(position)
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
        required property int column

        width: block.cellWidth
        marks: block.marks
        onLinkOpened: target => block.stream.linkOpened(target)
        leftPadding: Theme.space16
        rightPadding: Theme.space16
        topPadding: 7
        bottomPadding: 8
        type: Theme.body
        horizontalAlignment: {
            const side = block.tableAlignments[column]
            return side === Qt.AlignRight ? TextEdit.AlignRight : side === Qt.AlignHCenter ? TextEdit.AlignHCenter : TextEdit.AlignLeft
        }
    }

    /// One row: a line above it unless it is the header, its cells as high as the highest.
    component Line: Item {
        id: line

        property var texts: []
        property var offsets: []
        property bool header: false

        /// Cells behind the last one with text are not there: a row is written cell by cell.
        readonly property int cellCount: {
            let count = texts.length
            while (count > 1 && texts[count - 1] === "")
                --count
            return Math.min(count, block.columnCount)
        }

        function cell(column: int): Cell {
            return cells.itemAt(column) as Cell
        }

        function nearestCell(column: int): Cell {
            return cell(Math.min(column, cells.count - 1))
        }

        height: row.childrenRect.height

        Rectangle {
            visible: line.header
            anchors.fill: parent
            color: Theme.sunken
            radius: Theme.radiusControl
        }

        Rectangle {
            visible: !line.header
            width: parent.width
            height: 1
            color: Theme.line
        }

        Item {
            id: row

            width: parent.width

            Repeater {
                id: cells

                model: line.cellCount

                Cell {
                    required property int index

                    readonly property string cellHtml: line.texts[index] ?? ""

                    x: (block.mirrored ? block.columnCount - 1 - index : index) * width
                    column: index
                    offset: line.offsets[index] ?? 0
                    html: line.header ? "<b>" + cellHtml + "</b>" : cellHtml
                    color: line.header ? Theme.text2 : Theme.text
                    Accessible.role: line.header ? Accessible.ColumnHeader : Accessible.Cell
                }
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
            contentWidth: Math.max(width, block.columnCount * block.cellWidth)
            contentHeight: grid.height
            clip: true
            interactive: contentWidth > width + 1
            boundsBehavior: Flickable.StopAtBounds
            ScrollBar.horizontal: ScrollBar {}

            Item {
                id: grid

                width: flick.contentWidth
                height: childrenRect.height

                Line {
                    id: head

                    width: parent.width
                    texts: block.tableHeader
                    offsets: block.tableOffsets[0] ?? []
                    header: true
                }

                Repeater {
                    id: lines

                    model: rows

                    Line {
                        required property int index

                        readonly property Item before: index === 0 ? head : lines.itemAt(index - 1)

                        y: before ? before.y + before.height : 0
                        width: grid.width
                        texts: block.tableRows[index] ?? []
                        offsets: block.tableOffsets[index + 1] ?? []
                    }
                }
            }
        }

        IconButton {
            id: more

            anchors { right: parent.right; rightMargin: 2; top: parent.top; topMargin: Math.max(2, Math.round((head.height - height) / 2)) }
            bordered: true
            opacity: hover.hovered || visualFocus || menu.shown || copied.running ? 1 : 0
            iconName: copied.running ? "dialog-ok" : "edit-copy"
            text: copied.running ? qsTr("Copied") : qsTr("Copy table")
            onClicked: menu.open()

            Timer {
                id: copied

                interval: 2000
            }

            LazyMenu {
                id: menu

                y: more.height
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
