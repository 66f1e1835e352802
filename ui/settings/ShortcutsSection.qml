pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Actions
import Lanternfish.Controls
import Lanternfish.Theme

/// Every action with its keys: change them, free them, put them back.
SettingsSection {
    id: section

    required property ActionRegistry actions

    readonly property int shownCount: {
        let count = 0
        for (let i = 0; i < rows.count; ++i)
            count += (rows.itemAt(i) as ShortcutRow)?.found ? 1 : 0
        return count
    }

    title: qsTr("Shortcuts")
    alsoFound: shownCount > 0

    Label {
        width: section.width
        visible: section.filter === ""
        bottomPadding: Theme.space8
        color: Theme.text2
        wrapMode: Text.Wrap
        text: qsTr("Choose Change, then press the new keys. Esc leaves everything as it is; Backspace takes the keys away.")
    }

    Repeater {
        id: rows

        model: section.actions.actions

        ShortcutRow {
            required property Action modelData

            objectName: "shortcut-" + modelData.name
            width: section.width
            section: section
            actions: section.actions
            action: modelData
        }
    }

    Item {
        width: section.width
        height: all.height + Theme.space16
        visible: section.filter === ""

        Button {
            id: all
            objectName: "resetShortcuts"

            anchors { right: parent.right; bottom: parent.bottom }
            text: qsTr("Reset all")
            enabled: section.actions.changed
            onClicked: section.actions.resetAll()
        }
    }
}
