pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// A few exclusive choices side by side. `choices`: objects with value and label.
Flow {
    id: row

    required property var choices
    required property string current

    signal chosen(value: string)

    // As wide as all of them, or as the row has room for.
    readonly property real wanted: {
        let sum = 0
        for (let i = 0; i < repeater.count; ++i)
            sum += (repeater.itemAt(i)?.width ?? 0) + (i > 0 ? spacing : 0)
        return sum
    }

    width: Math.min(wanted, (parent?.parent?.width ?? wanted))
    spacing: Theme.space8

    Repeater {
        id: repeater

        model: row.choices

        Choice {
            required property var modelData

            objectName: "choice-" + modelData.value
            text: modelData.label
            checked: row.current === modelData.value
            onClicked: row.chosen(modelData.value)
        }
    }
}
