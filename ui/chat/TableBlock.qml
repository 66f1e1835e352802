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
    required property int level

    readonly property int columnCount: tableHeader.length
    readonly property real cellWidth: Math.max(96, (block.columnWidth - 2) / Math.max(1, columnCount))

    nesting: level
    spokenName: qsTr("Table, %1 rows, %2 columns").arg(tableRows.length).arg(columnCount)

    component Cell: ProseText {
        required property int column

        width: block.cellWidth
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

    Rectangle {
        width: block.columnWidth
        height: flick.height + 2
        radius: Theme.radiusControl
        color: Theme.surface
        border.color: Theme.line
        Accessible.role: Accessible.Table
        Accessible.name: block.spokenName

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

            Column {
                id: grid

                width: flick.contentWidth

                Rectangle {
                    width: parent.width
                    height: head.height
                    color: Theme.sunken
                    radius: Theme.radiusControl

                    Row {
                        id: head

                        Repeater {
                            model: block.tableHeader

                            Cell {
                                required property int index
                                required property string modelData

                                column: index
                                html: "<b>" + modelData + "</b>"
                                color: Theme.text2
                            }
                        }
                    }
                }

                Repeater {
                    model: block.tableRows

                    Item {
                        id: line

                        required property var modelData

                        width: grid.width
                        height: cells.height

                        Rectangle {
                            width: parent.width
                            height: 1
                            color: Theme.line
                        }

                        Row {
                            id: cells

                            Repeater {
                                model: line.modelData

                                Cell {
                                    required property int index
                                    required property string modelData

                                    column: index
                                    html: modelData
                                    Accessible.role: Accessible.Cell
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
