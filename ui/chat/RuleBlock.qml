import QtQuick
import Lanternfish.Theme

/// A line between two parts of an answer.
Block {
    id: block

    Item {
        width: block.columnWidth
        height: 9

        Rectangle {
            y: 4
            width: parent.width
            height: 1
            color: Theme.line
        }
    }
}
