import QtQuick
import Lanternfish.Models

/// What the keys do while the message stream has the focus.
QtObject {
    id: keys

    /// The MessageList that these are the keys of; not named as such, since that one holds this.
    required property Item owner
    required property BlockView view

    readonly property TextSelection selection: view.selection

    function select(event: var): bool {
        if (event.matches(StandardKey.Copy) && !selection.empty) {
            selection.copy()
            return true
        }
        if (event.matches(StandardKey.SelectAll)) {
            selection.selectAll()
            return true
        }
        if (event.key === Qt.Key_Escape && selection.headRow >= 0) {
            selection.clear()
            return true
        }
        if (event.key === Qt.Key_Menu || (event.key === Qt.Key_F10 && event.modifiers === Qt.ShiftModifier)) {
            const stream = owner as MessageList
            const row = selection.headRow >= 0 ? selection.headRow : stream.markedRow()
            stream.openMenu(view.width / 2, view.height / 3, row, "")
            return true
        }
        return (event.modifiers & Qt.ShiftModifier) !== 0 && extend(event)
    }

    function extend(event: var): bool {
        const word = (event.modifiers & Qt.ControlModifier) !== 0
        switch (event.key) {
        case Qt.Key_Left: return step(word ? TextSelection.WordBefore : TextSelection.CharacterBefore)
        case Qt.Key_Right: return step(word ? TextSelection.WordAfter : TextSelection.CharacterAfter)
        case Qt.Key_Home: return step(word ? TextSelection.First : TextSelection.RowStart)
        case Qt.Key_End: return step(word ? TextSelection.Last : TextSelection.RowEnd)
        case Qt.Key_Up: return stepLine(-1)
        case Qt.Key_Down: return stepLine(1)
        default: return false
        }
    }

    /// Without a place to go on from: the marked message, or what is in view.
    function begin() {
        if (selection.headRow >= 0)
            return
        const marked = (owner as MessageList).markedRow()
        const row = selection.textRowFrom(marked >= 0 ? marked : Math.max(0, view.indexAt(view.width / 2, view.contentY + 1)), 1)
        selection.begin(row, 0)
    }

    function step(to: int): bool {
        begin()
        selection.move(to)
        show()
        return true
    }

    /// To the same place on the next line, in the next block when there is none.
    function stepLine(direction: int): bool {
        begin()
        const row = selection.headRow
        view.reveal(row, selection.headOffset)
        const block = view.itemAtIndex(row) as Block
        if (!block)
            return true
        const place = block.rectangleAt(selection.headOffset)
        const y = place.y + place.height / 2 + direction * Math.max(1, place.height)
        const position = block.positionAt(place.x, y)
        const moved = position >= 0 && block.nearestPosition(place.x, y) !== selection.headOffset
        if (moved && y > 0 && y < block.height) {
            selection.extendTo(row, block.nearestPosition(place.x, y))
        } else {
            const next = selection.textRowFrom(row + direction, direction)
            if (next < 0) {
                selection.move(direction < 0 ? TextSelection.RowStart : TextSelection.RowEnd)
            } else {
                view.reveal(next, direction < 0 ? selection.lengthOf(next) : 0)
                const other = view.itemAtIndex(next) as Block
                const edge = other?.rectangleAt(direction < 0 ? selection.lengthOf(next) : 0)
                selection.extendTo(next, other ? other.nearestPosition(place.x, edge.y + edge.height / 2) : 0)
            }
        }
        show()
        return true
    }

    function show() {
        view.caretShown = true
        if (selection.headRow >= 0)
            view.reveal(selection.headRow, selection.headOffset)
    }

    function scroll(event: var): bool {
        switch (event.key) {
        case Qt.Key_Up: view.scrollBy(-view.lineStep); return true
        case Qt.Key_Down: view.scrollBy(view.lineStep); return true
        case Qt.Key_PageUp: view.scrollBy(-view.height * 0.9); return true
        case Qt.Key_PageDown: view.scrollBy(view.height * 0.9); return true
        case Qt.Key_Home: view.toBegin(); return true
        case Qt.Key_End: view.toEnd(); return true
        default: return false
        }
    }

    /// Keys of the marked message that are not actions of the window.
    function act(event: var): bool {
        const stream = owner as MessageList
        const marked = stream.markedMessage
        if (marked === 0 || event.modifiers !== Qt.NoModifier)
            return false
        switch (event.key) {
        case Qt.Key_Left:
        case Qt.Key_Right: {
            const block = stream.questionOf(marked) ?? stream.actionsOf(marked)
            const index = block ? block.siblingIndex + (event.key === Qt.Key_Left ? -1 : 1) : -1
            if (!block || stream.busy || index < 0 || index >= block.siblingCount)
                return false
            stream.showSibling(marked, index)
            return true
        }
        default: return false
        }
    }
}
