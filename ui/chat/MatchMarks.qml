pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Models
import Lanternfish.Theme

/// Behind a text: what was found in it, and with a frame the match that the reader is at.
Item {
    id: marks

    required property var textDocument
    required property list<point> matches
    /// Where that match begins.
    property int current: -1

    TextRegions {
        id: all

        textDocument: marks.textDocument
        ranges: marks.matches
    }

    TextRegions {
        id: one

        textDocument: marks.textDocument
        ranges: marks.matches.filter(match => match.x === marks.current)
    }

    Repeater {
        model: all.rectangles

        Rectangle {
            required property rect modelData

            x: modelData.x
            y: modelData.y
            width: modelData.width
            height: modelData.height
            color: Theme.warnSoft

            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: 2
                color: Theme.warn
            }
        }
    }

    Repeater {
        model: one.rectangles

        Rectangle {
            required property rect modelData

            x: modelData.x - 2
            y: modelData.y
            width: modelData.width + 4
            height: modelData.height
            radius: Theme.radiusInline
            color: Theme.selected
            border { width: 2; color: Theme.accent }
        }
    }
}
