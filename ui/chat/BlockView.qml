pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The scrolling of the message stream. While the end is in view it is followed; else what stands at the top of the view
/// stays there, whatever changes its height above or below. Both are settled before the frame is drawn.
ListView {
    id: view

    required property TextSelection selection
    required property ConversationSearch search
    /// The message that the keyboard chose; 0 for none.
    property double markedMessage: 0
    /// The keyboard selects: show where.
    property bool caretShown: false
    property bool following: true

    // What stays in its place: an edge of a block, and how far below the top of the view it stands.
    property Item anchorItem: null
    property bool anchorBottom: false
    property real anchorShift: 0
    property real contentYBefore: 0
    property bool settling: false

    readonly property real end: Math.max(originY, originY + contentHeight - height)
    readonly property real lineStep: 3 * Theme.prose.lineHeight

    signal linkOpened(target: string)
    signal copyRequested(text: string)
    signal tableCopyRequested(row: int, csv: bool)

    function copyTable(row: int, csv: bool) {
        tableCopyRequested(row, csv)
    }

    function toEnd() {
        following = true
        anchorItem = null
        positionViewAtEnd()
        settler.request()
    }

    function toBegin() {
        following = false
        anchorItem = null
        positionViewAtBeginning()
        forceLayout()
        scrollTo(originY)
    }

    function scrollBy(pixels: real) {
        scrollTo(contentY + pixels)
    }

    function scrollTo(y: real) {
        cancelFlick()
        settling = true
        contentY = Math.max(originY, Math.min(end, y))
        settling = false
        following = contentY >= end - 2
        hold()
    }

    /// Keeps what is in view now.
    function hold() {
        const top = itemAt(width / 2, contentY + 1)
        anchorItem = top
        anchorBottom = false
        anchorShift = top ? top.y - contentY : 0
        contentYBefore = contentY
    }

    /// Keeps an edge of `block`, which is about to open or fold, where it is.
    function holdBlock(block: Item, bottom: bool) {
        following = false
        anchorItem = block
        anchorBottom = bottom
        anchorShift = block.y + (bottom ? block.height : 0) - contentY
        settler.request()
    }

    function forget(block: Item) {
        if (anchorItem === block)
            anchorItem = null
    }

    function keepAnchor() {
        const y = anchorItem.y + (anchorBottom ? anchorItem.height : 0) - anchorShift
        const kept = Math.max(originY, Math.min(end, y))
        // Only what moved: a flick that goes on is none of this one's business.
        if (Math.abs(kept - contentY) >= 1)
            contentY = kept
    }

    function settle() {
        if (count === 0)
            return
        settling = true
        // Before the layout too: a block that folds would be out of view, and its view gone, until it is followed.
        if (!following && anchorItem)
            keepAnchor()
        forceLayout()
        if (following)
            contentY = end
        else if (anchorItem)
            keepAnchor()
        settling = false
        if (!following)
            hold()
    }

    /// Scrolls until a position of a row can be seen.
    function reveal(row: int, position: int) {
        following = false
        anchorItem = null
        if (!itemAtIndex(row))
            positionViewAtIndex(row, ListView.Center)
        const block = itemAtIndex(row) as Block
        if (!block)
            return
        block.reveal(position)
        forceLayout()
        const place = block.rectangleAt(position)
        const top = block.y + place.y
        const margin = Math.min(72, height / 4)
        if (top < contentY + margin || top + place.height > contentY + height - margin)
            scrollTo(top - height / 3)
        else
            hold()
    }

    cacheBuffer: Math.max(320, height)
    reuseItems: true
    boundsBehavior: Flickable.StopAtBounds
    pixelAligned: true
    keyNavigationEnabled: false
    clip: true
    footer: Item { height: Theme.space24 }
    ScrollBar.vertical: ScrollBar { id: bar }
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Messages")

    onContentHeightChanged: settler.request()
    onOriginYChanged: settler.request()
    onHeightChanged: settler.request()
    onWidthChanged: settler.request()
    onContentYChanged: {
        // Only the reader's own scrolling decides; a view that grows or lays out again must not.
        if (settling || !(moving || bar.pressed))
            return
        following = contentY >= end - 2 && contentY >= contentYBefore
        hold()
    }
    onModelChanged: toEnd()

    WheelHandler {
        // Before the view begins to move: an answer that grows would take it back to the end.
        target: null
        blocking: false
        acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
        onWheel: event => {
            if (event.angleDelta.y > 0 && view.contentY > view.originY && view.following) {
                view.following = false
                view.hold()
            }
        }
    }

    FrameSettler {
        id: settler

        onSettled: view.settle()
    }
}
