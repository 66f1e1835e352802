pragma ComponentBehavior: Bound

import QtQuick

/// The pointer over the text of the stream: selects, opens links, asks for the menu. What is no text it leaves alone.
MouseArea {
    id: area

    required property BlockView view

    /// Where the link under the pointer leads.
    readonly property string hoveredLink: hover.link
    property string pressedLink
    property bool dragged: false
    property point pressedAt
    property real lastX: 0
    property real lastY: 0

    signal linkOpened(target: string)
    signal menuRequested(x: real, y: real, row: int, link: string)

    function blockAt(y: real): Block {
        return view.itemAt(view.width / 2, y + view.contentY) as Block
    }

    function linkAt(x: real, y: real): string {
        const block = blockAt(y)
        const at = block?.mapFromItem(area, x, y)
        return block ? block.linkAt(at.x, at.y) : ""
    }

    /// The position in a text at a point; -1 where a press is none of the text's business.
    function textAt(x: real, y: real): int {
        const block = blockAt(y)
        const at = block?.mapFromItem(area, x, y)
        const beside = block?.mirrored ? x : width - x
        return block && beside > 16 ? block.positionAt(at.x, at.y) : -1
    }

    function extendTo(x: real, y: real) {
        const block = blockAt(Math.max(0, Math.min(height - 1, y)))
        if (!block) {
            const row = view.selection.textRowFrom(view.count - 1, -1)
            view.selection.extendTo(row, view.selection.lengthOf(row))
            return
        }
        const at = block.mapFromItem(area, x, y)
        const position = block.nearestPosition(at.x, at.y)
        if (position >= 0) {
            view.selection.extendTo(block.index, position)
            return
        }
        const row = view.selection.textRowFrom(block.index, -1)
        view.selection.extendTo(row, view.selection.lengthOf(row))
    }

    acceptedButtons: Qt.LeftButton | Qt.RightButton
    preventStealing: true

    onPressed: mouse => {
        const position = textAt(mouse.x, mouse.y)
        const block = blockAt(mouse.y)
        if (mouse.button === Qt.RightButton) {
            menuRequested(mouse.x, mouse.y, block ? block.index : -1, linkAt(mouse.x, mouse.y))
            return
        }
        // Fingers scroll.
        if (mouse.source !== Qt.MouseEventNotSynthesized || position < 0) {
            if (position < 0)
                view.selection.clear()
            mouse.accepted = false
            return
        }
        view.forceActiveFocus(Qt.MouseFocusReason)
        view.caretShown = false
        dragged = false
        pressedAt = Qt.point(mouse.x, mouse.y)
        pressedLink = linkAt(mouse.x, mouse.y)
        if (mouse.modifiers & Qt.ShiftModifier)
            view.selection.extendTo(block.index, position)
        else if (clicks.countAt(mouse.x, mouse.y) === 2)
            view.selection.selectRow(block.index)
        else
            view.selection.begin(block.index, position)
    }
    onDoubleClicked: mouse => {
        const position = textAt(mouse.x, mouse.y)
        if (mouse.button !== Qt.LeftButton || position < 0)
            return
        clicks.noteDouble(mouse.x, mouse.y)
        dragged = true
        view.selection.selectWord(blockAt(mouse.y).index, position)
    }
    onPositionChanged: mouse => {
        lastX = mouse.x
        lastY = mouse.y
        if (!dragged && Math.abs(mouse.x - pressedAt.x) + Math.abs(mouse.y - pressedAt.y) < 4)
            return
        if (!(pressedButtons & Qt.LeftButton))
            return
        dragged = true
        view.following = false
        view.hold()
        extendTo(mouse.x, mouse.y)
    }
    onReleased: mouse => {
        if (!dragged && mouse.button === Qt.LeftButton && pressedLink !== "" && pressedLink === linkAt(mouse.x, mouse.y))
            linkOpened(pressedLink)
    }

    Timer {
        readonly property real beyond: area.lastY < 0 ? area.lastY : Math.max(0, area.lastY - area.height)

        interval: 33
        repeat: true
        running: area.pressed && area.dragged && beyond !== 0
        onTriggered: {
            area.view.scrollBy(Math.max(-120, Math.min(120, beyond)))
            area.extendTo(area.lastX, area.lastY)
        }
    }

    // A third click soon after a double one, at the same place.
    QtObject {
        id: clicks

        property double doubledAt: 0
        property real x: 0
        property real y: 0

        function noteDouble(x: real, y: real) {
            clicks.doubledAt = Date.now()
            clicks.x = x
            clicks.y = y
        }

        function countAt(x: real, y: real): int {
            const near = Math.abs(x - clicks.x) + Math.abs(y - clicks.y) < 8
            return near && Date.now() - clicks.doubledAt < Application.styleHints.mouseDoubleClickInterval ? 2 : 0
        }
    }

    HoverHandler {
        id: hover

        readonly property point at: point.position
        readonly property string link: hovered ? area.linkAt(at.x, at.y) : ""

        cursorShape: link !== "" ? Qt.PointingHandCursor : hovered && area.textAt(at.x, at.y) >= 0 ? Qt.IBeamCursor : Qt.ArrowCursor
    }
}
