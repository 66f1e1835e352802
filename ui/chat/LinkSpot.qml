pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Models
import Lanternfish.Theme

/// A link of a text for the keyboard and for screen readers, over its words. The pointer is the stream's.
Item {
    id: spot

    required property var modelData
    required property TextEdit edit

    readonly property string target: modelData.target
    readonly property rect bounds: {
        let all = Qt.rect(0, 0, 0, 0)
        for (const each of regions.rectangles) {
            if (all.width === 0)
                all = each
            const left = Math.min(all.x, each.x)
            const right = Math.max(all.x + all.width, each.x + each.width)
            all = Qt.rect(left, all.y, right - left, each.y + each.height - all.y)
        }
        return all
    }

    signal opened(target: string)

    x: edit.leftPadding + bounds.x
    y: edit.topPadding + bounds.y
    width: bounds.width
    height: bounds.height
    activeFocusOnTab: true
    Accessible.role: Accessible.Link
    Accessible.name: edit.getText(modelData.from, modelData.to)
    Accessible.description: target
    Accessible.focusable: true
    Accessible.onPressAction: opened(target)
    Keys.onReturnPressed: opened(target)
    Keys.onEnterPressed: opened(target)

    TextRegions {
        id: regions

        textDocument: spot.edit.textDocument
        ranges: [Qt.point(spot.modelData.from, spot.modelData.to)]
    }

    Repeater {
        model: spot.activeFocus ? regions.rectangles : []

        Rectangle {
            required property rect modelData

            x: modelData.x - spot.bounds.x - 3
            y: modelData.y - spot.bounds.y - 1
            width: modelData.width + 6
            height: modelData.height + 2
            radius: Theme.radiusInline
            color: "transparent"
            border { width: 2; color: Theme.focus }
        }
    }

    TapHandler {
        acceptedDevices: PointerDevice.TouchScreen | PointerDevice.Stylus
        onTapped: spot.opened(spot.target)
    }
}
