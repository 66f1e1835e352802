pragma ComponentBehavior: Bound

import QtQuick
import Qt.labs.qmlmodels
import Lanternfish.Controls
import Lanternfish.Theme

/// The messages of a conversation as blocks. Follows the end only while the end is in view; otherwise offers "Latest".
FocusScope {
    id: stream
    objectName: "messageStream"

    required property var blocks
    property bool busy: false
    /// The message that the keyboard chose; 0 for none.
    property double markedMessage: 0
    readonly property bool following: list.following
    readonly property int count: list.count
    /// Holds the blocks that exist now.
    readonly property Item streamItem: list.contentItem

    signal copyMessage(messageId: double)
    signal copyText(text: string)
    signal regenerate(messageId: double)
    signal continueAnswer(messageId: double)
    signal showSibling(messageId: double, index: int)

    function toEnd() {
        list.following = true
        list.settle()
    }

    /// Marks the message before (-1) or after (1) the marked one and takes the focus.
    function step(direction: int) {
        let row = markedRow()
        if (row < 0)
            row = direction < 0 ? list.count : -1
        for (row += direction; row >= 0 && row < list.count; row += direction) {
            const id = list.idAt(row)
            if (id !== 0 && id !== markedMessage) {
                mark(id)
                return
            }
        }
    }

    function mark(id: double) {
        markedMessage = id
        list.following = false
        list.forceActiveFocus(Qt.ShortcutFocusReason)
        list.positionViewAtIndex(Math.max(0, markedRow()), ListView.Contain)
    }

    function markedRow(): int {
        for (let row = 0; markedMessage !== 0 && row < list.count; ++row) {
            if (list.idAt(row) === markedMessage)
                return row
        }
        return -1
    }

    ListView {
        id: list
        objectName: "messageBlocks"

        property bool following: true

        function idAt(row: int): double {
            const item = itemAtIndex(row) as Block
            return item ? item.messageId : 0
        }

        function settle() {
            if (following && count > 0) {
                forceLayout()
                contentY = Math.max(originY, originY + contentHeight - height)
            }
        }

        anchors.fill: parent
        focus: true
        activeFocusOnTab: true
        model: stream.blocks
        cacheBuffer: 4000
        boundsBehavior: Flickable.StopAtBounds
        pixelAligned: true
        keyNavigationEnabled: false
        clip: true
        footer: Item { height: Theme.space24 }
        ScrollBar.vertical: ScrollBar { id: bar }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Messages")

        onContentHeightChanged: Qt.callLater(settle)
        onHeightChanged: Qt.callLater(settle)
        onContentYChanged: {
            // Only the reader's own scrolling decides; a view that grows or lays out again must not.
            if (moving || bar.pressed)
                following = contentY + height >= originY + contentHeight - Theme.space24
        }
        onModelChanged: stream.toEnd()
        onActiveFocusChanged: {
            if (!activeFocus)
                stream.markedMessage = 0
        }

        Keys.onPressed: event => {
            const marked = stream.markedMessage
            switch (event.key) {
            case Qt.Key_Up: flick(0, 900); break
            case Qt.Key_Down: flick(0, -900); break
            case Qt.Key_PageUp: scrollBy(-height * 0.9); break
            case Qt.Key_PageDown: scrollBy(height * 0.9); break
            case Qt.Key_Home: scrollBy(-contentHeight); break
            case Qt.Key_End: stream.toEnd(); break
            case Qt.Key_C:
                if (event.modifiers !== Qt.NoModifier || marked === 0)
                    return
                stream.copyMessage(marked)
                break
            case Qt.Key_R:
                if (event.modifiers !== Qt.NoModifier || marked === 0 || stream.busy)
                    return
                stream.regenerate(marked)
                break
            case Qt.Key_Left:
            case Qt.Key_Right: {
                const actions = stream.actionsOf(marked)
                const index = actions ? actions.siblingIndex + (event.key === Qt.Key_Left ? -1 : 1) : -1
                if (!actions || event.modifiers !== Qt.NoModifier || stream.busy || index < 0 || index >= actions.siblingCount)
                    return
                stream.showSibling(marked, index)
                break
            }
            default: return
            }
            event.accepted = true
        }

        function scrollBy(pixels: real) {
            const end = originY + contentHeight - height
            contentY = Math.max(originY, Math.min(end, contentY + pixels))
            following = contentY >= end - Theme.space24
        }

        delegate: DelegateChooser {
            role: "kind"

            DelegateChoice {
                roleValue: "user"

                UserBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "paragraph"

                ParagraphBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "heading"

                HeadingBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "list"

                ListBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "quote"

                QuoteBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "code"

                CodeBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                    onCopyRequested: text => stream.copyText(text)
                }
            }

            DelegateChoice {
                roleValue: "table"

                TableBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "rule"

                RuleBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "thinking"

                ThinkingBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                }
            }

            DelegateChoice {
                roleValue: "interrupted"

                InterruptedBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                    onContinueRequested: stream.continueAnswer(messageId)
                    onRestartRequested: stream.regenerate(messageId)
                }
            }

            DelegateChoice {
                roleValue: "error"

                ErrorBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                    onRetryRequested: stream.regenerate(messageId)
                }
            }

            DelegateChoice {
                roleValue: "actions"

                ActionsBlock {
                    width: list.width
                    marked: messageId === stream.markedMessage
                    busy: stream.busy
                    onCopyRequested: stream.copyMessage(messageId)
                    onRegenerateRequested: stream.regenerate(messageId)
                    onContinueRequested: stream.continueAnswer(messageId)
                    onSiblingRequested: index => stream.showSibling(messageId, index)
                }
            }
        }
    }

    function actionsOf(id: double): ActionsBlock {
        for (let row = 0; id !== 0 && row < list.count; ++row) {
            const actions = list.itemAtIndex(row) as ActionsBlock
            if (actions && actions.messageId === id)
                return actions
        }
        return null
    }

    Connections {
        target: stream.blocks
        ignoreUnknownSignals: true

        function onModelReset() {
            stream.markedMessage = 0
            stream.toEnd()
        }
    }

    Button {
        visible: !list.following && list.count > 0
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.space12 }
        iconName: "go-down"
        text: qsTr("Latest")
        onClicked: stream.toEnd()
    }
}
