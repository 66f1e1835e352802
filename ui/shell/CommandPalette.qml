pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Actions
import Lanternfish.Controls
import Lanternfish.Theme

/// One field over everything that can be opened or done. Up and Down select, Enter chooses, Esc gives the focus back.
/// The model brings the sources.
T.Popup {
    id: palette

    required property PaletteModel finder

    property Item before: null

    function toggle() {
        if (opened) {
            close()
            return
        }
        before = parent?.Window.activeFocusItem ?? null
        field.clear()
        finder.restart()
        open()
    }

    function choose(row: int) {
        // Closed first: what is chosen may open something of its own or take the focus.
        close()
        giveFocusBack()
        finder.choose(row)
    }

    function giveFocusBack() {
        before?.forceActiveFocus(Qt.PopupFocusReason)
        before = null
    }

    parent: T.Overlay.overlay
    x: Math.round(((parent?.width ?? 0) - width) / 2)
    y: Math.min(96, Math.max(Theme.space8, (parent?.height ?? 0) - height - Theme.space8))
    width: Math.min(640 * Math.min(Theme.textScale, 1.4), (parent?.width ?? 640) - 2 * Theme.space16)
    implicitHeight: contentItem.implicitHeight + 2 * padding
    padding: Theme.space8
    modal: true
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    onAboutToHide: giveFocusBack()

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    background: Card {
        border.color: Theme.control
    }

    enter: Transition {
        NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.foldTime; easing.type: Easing.OutCubic }
    }
    exit: Transition {
        NumberAnimation { property: "opacity"; from: 1; to: 0; duration: Theme.foldTime; easing.type: Easing.OutCubic }
    }

    contentItem: Column {
        spacing: Theme.space8

        Field {
            id: field
            objectName: "paletteField"

            width: parent.width
            focus: true
            leadingIcon: "edit-find"
            label: qsTr("Search actions and conversations")
            placeholderText: qsTr("Search actions and conversations")
            onTextEdited: palette.finder.query = text
            Keys.onUpPressed: palette.finder.move(-1)
            Keys.onDownPressed: palette.finder.move(1)
            Keys.onTabPressed: palette.finder.move(1)
            Keys.onBacktabPressed: palette.finder.move(-1)
            Keys.onReturnPressed: palette.choose(palette.finder.selected)
            Keys.onEnterPressed: palette.choose(palette.finder.selected)
        }

        ListView {
            id: list
            objectName: "paletteRows"

            width: parent.width
            height: Math.min(contentHeight, (palette.parent?.height ?? contentHeight) - field.height - 3 * Theme.space8 - 2 * Theme.space16)
            visible: count > 0
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            model: palette.finder
            currentIndex: palette.finder.selected
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Found")
            // The focus stays in the field, so the row that moves has to be said.
            onCurrentItemChanged: {
                const row = currentItem as PaletteRow
                if (row && palette.opened)
                    row.Accessible.announce(row.Accessible.name, Accessible.Assertive)
            }

            delegate: PaletteRow {
                width: list.width
                selected: ListView.isCurrentItem
                onClicked: palette.choose(index)
                onHoveredChanged: {
                    if (hovered)
                        palette.finder.selected = index
                }
            }
        }

        Label {
            visible: list.count === 0
            width: parent.width
            padding: Theme.space12
            type: Theme.label
            color: Theme.text2
            wrapMode: Text.Wrap
            text: qsTr("Nothing found for '%1'. Try fewer letters.").arg(field.text)
        }
    }
}
