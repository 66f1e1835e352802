pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// Text of a message. It only paints what is selected and found: pointer and keys work on the whole stream, since a
/// selection goes on from block to block.
TextEdit {
    id: edit

    required property BlockMarks marks
    /// Where its text begins in the block's.
    property int offset: 0

    readonly property point selected: marks.selected
    readonly property bool hasCaret: marks.caret >= offset && marks.caret <= offset + length

    property bool painting: false

    function paintSelection() {
        // Selecting says that the text has changed, which it hasn't.
        if (painting)
            return
        const from = Math.max(0, Math.min(length, selected.x - offset))
        const to = Math.max(from, Math.min(length, selected.y - offset))
        if (from === to ? selectionStart === selectionEnd : selectionStart === from && selectionEnd === to)
            return
        painting = true
        if (from === to)
            deselect()
        else
            select(from, to)
        painting = false
    }

    readOnly: true
    selectByMouse: false
    activeFocusOnPress: false
    activeFocusOnTab: false
    Accessible.name: qsTr("Text")
    persistentSelection: true
    padding: 0
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentText
    Accessible.role: Accessible.StaticText
    Accessible.readOnly: true

    onSelectedChanged: paintSelection()
    onOffsetChanged: paintSelection()
    onTextChanged: paintSelection()

    OnDemand {
        active: edit.hasCaret

        Rectangle {
            readonly property rect place: edit.hasCaret ? edit.positionToRectangle(edit.marks.caret - edit.offset) : Qt.rect(0, 0, 0, 0)

            x: place.x - 1
            y: place.y
            width: 2
            height: place.height
            color: Theme.focus
        }
    }

    OnDemand {
        active: edit.marks.matches.length > 0

        MatchMarks {
            z: -1
            textDocument: edit.textDocument
            x: edit.leftPadding
            y: edit.topPadding
            matches: edit.marks.matches.map(match => Qt.point(match.x - edit.offset, match.y - edit.offset))
                .filter(match => match.y > 0 && match.x < edit.length)
            current: edit.marks.currentMatch - edit.offset
        }
    }
}
