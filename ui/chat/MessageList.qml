pragma ComponentBehavior: Bound

import QtQuick
import Qt.labs.qmlmodels
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The messages of a conversation as blocks: one delegate for each kind, and what works on all of them: the keyboard's
/// mark, selecting, finding. Follows the end only while the end is in view; otherwise offers "Latest".
FocusScope {
    id: stream
    objectName: "messageStream"

    required property var blocks
    property bool busy: false
    /// The keys that go to the next match and to the one before, for the tooltips.
    property string findNextKeys
    property string findBeforeKeys
    property alias markedMessage: list.markedMessage
    readonly property bool following: list.following
    readonly property int count: list.count
    /// Holds the blocks that exist now.
    readonly property Item streamItem: list.contentItem
    readonly property MessageBlockModel messages: blocks as MessageBlockModel
    readonly property bool finding: find.active

    signal copyMessage(messageId: double)
    signal copyText(text: string)
    signal regenerate(messageId: double)
    signal continueAnswer(messageId: double)
    signal showSibling(messageId: double, index: int)
    signal editQuestion(messageId: double, text: string)
    signal quote(messageId: double)
    signal sameAgain(messageId: double)
    signal showRecord(messageId: double)

    function toEnd() {
        list.toEnd()
    }

    /// Marks the message before (-1) or after (1) the marked one and takes the focus.
    function step(direction: int) {
        let row = markedRow()
        if (row < 0)
            row = direction < 0 ? list.count : -1
        for (row += direction; row >= 0 && row < list.count; row += direction) {
            const id = idAt(row)
            if (id !== 0 && id !== markedMessage) {
                mark(id)
                return
            }
        }
    }

    function mark(id: double) {
        markedMessage = id
        list.forceActiveFocus(Qt.ShortcutFocusReason)
        const row = markedRow()
        list.following = false
        list.positionViewAtIndex(Math.max(0, row), ListView.Contain)
        list.hold()
    }

    function idAt(row: int): double {
        return messages ? messages.messageIdAt(row) : (list.itemAtIndex(row) as Block)?.messageId ?? 0
    }

    function markedRow(): int {
        for (let row = 0; markedMessage !== 0 && row < list.count; ++row) {
            if (idAt(row) === markedMessage)
                return row
        }
        return -1
    }

    function openLink(target: string) {
        // The markup library makes no other links; this is the last door.
        if (/^(https?|mailto):/i.test(target))
            Qt.openUrlExternally(target)
    }

    /// Opens the find bar, or takes the focus there.
    function openFind() {
        find.open()
    }

    function findNext(direction: int) {
        if (!find.active)
            find.open()
        else if (direction < 0)
            search.previous()
        else
            search.next()
    }

    function openMenu(x: real, y: real, row: int, link: string) {
        menu.messageId = row < 0 ? 0 : idAt(row)
        menu.sourceShown = messages !== null && messages.sourceShown(menu.messageId)
        menu.link = link
        menu.popup(list, x, y)
    }

    function actionsOf(id: double): ActionsBlock {
        for (let row = 0; id !== 0 && row < list.count; ++row) {
            const actions = list.itemAtIndex(row) as ActionsBlock
            if (actions && actions.messageId === id)
                return actions
        }
        return null
    }

    /// On the marked message, while the stream has the focus: "copy", "regenerate", "edit" or "quote".
    function act(what: string) {
        if (markedMessage === 0 || !activeFocus)
            return
        switch (what) {
        case "copy":
            copyMessage(markedMessage)
            break
        case "regenerate":
            if (!busy)
                regenerate(markedMessage)
            break
        case "edit":
            questionOf(markedMessage)?.edit()
            break
        case "quote":
            quote(markedMessage)
            break
        }
    }

    function questionOf(id: double): UserBlock {
        const row = markedMessage === id ? markedRow() : -1
        return row < 0 ? null : list.itemAtIndex(row) as UserBlock
    }

    /// Shows the row in the view and marks its message.
    function goTo(messageId: double, row: int) {
        mark(messageId)
        list.positionViewAtIndex(row, ListView.Beginning)
        list.hold()
    }

    TextSelection {
        id: selection
        objectName: "textSelection"

        model: stream.messages
    }

    ConversationSearch {
        id: search
        objectName: "conversationSearch"

        model: stream.messages
        onWent: list.reveal(currentRow, currentOffset)
    }

    BlockView {
        id: list
        objectName: "messageBlocks"

        // A match at the top would lie below the find bar.
        anchors { fill: parent; topMargin: find.active ? find.height + 2 * Theme.space12 : 0 }
        focus: true
        activeFocusOnTab: true
        selection: selection
        search: search
        model: stream.blocks
        onLinkOpened: target => stream.openLink(target)
        onCopyRequested: text => stream.copyText(text)
        onTableCopyRequested: (row, csv) => stream.copyText(stream.messages ? stream.messages.tableText(row, csv) : "")
        onActiveFocusChanged: {
            if (!activeFocus) {
                stream.markedMessage = 0
                caretShown = false
            }
        }

        Keys.onPressed: event => {
            if (keyboard.select(event) || keyboard.scroll(event) || keyboard.act(event))
                event.accepted = true
        }

        delegate: DelegateChooser {
            role: "kind"

            DelegateChoice {
                roleValue: "user"

                UserBlock {
                    busy: stream.busy
                    onCopyRequested: stream.copyMessage(messageId)
                    onEdited: text => stream.editQuestion(messageId, text)
                    onSiblingRequested: index => stream.showSibling(messageId, index)
                }
            }

            DelegateChoice { roleValue: "source"; SourceBlock {} }
            DelegateChoice { roleValue: "paragraph"; ParagraphBlock {} }
            DelegateChoice { roleValue: "heading"; HeadingBlock {} }
            DelegateChoice { roleValue: "list"; ListBlock {} }
            DelegateChoice { roleValue: "quote"; QuoteBlock {} }
            DelegateChoice { roleValue: "code"; CodeBlock {} }
            DelegateChoice { roleValue: "table"; TableBlock {} }
            DelegateChoice { roleValue: "rule"; RuleBlock {} }
            DelegateChoice { roleValue: "thinking"; ThinkingBlock {} }

            DelegateChoice {
                roleValue: "interrupted"

                InterruptedBlock {
                    onContinueRequested: stream.continueAnswer(messageId)
                    onRestartRequested: stream.regenerate(messageId)
                }
            }

            DelegateChoice {
                roleValue: "error"

                ErrorBlock {
                    onRetryRequested: stream.regenerate(messageId)
                }
            }

            DelegateChoice {
                roleValue: "actions"

                ActionsBlock {
                    busy: stream.busy
                    onCopyRequested: stream.copyMessage(messageId)
                    onSourceRequested: shown => stream.messages?.setSourceShown(messageId, shown)
                    onRegenerateRequested: stream.regenerate(messageId)
                    onContinueRequested: stream.continueAnswer(messageId)
                    onSiblingRequested: index => stream.showSibling(messageId, index)
                    onQuoteRequested: stream.quote(messageId)
                    onSameAgainRequested: stream.sameAgain(messageId)
                    onRecordRequested: stream.showRecord(messageId)
                }
            }
        }
    }

    StreamKeys {
        id: keyboard

        owner: stream
        view: list
    }

    SelectionArea {
        id: area

        anchors.fill: list
        view: list
        onLinkOpened: target => stream.openLink(target)
        onMenuRequested: (x, y, row, link) => stream.openMenu(x, y, row, link)
    }

    StreamMenu {
        id: menu

        selection: selection
        messages: stream.messages
        onLinkOpened: target => stream.openLink(target)
        onCopyMessage: messageId => stream.copyMessage(messageId)
        onCopyText: text => stream.copyText(text)
    }

    Connections {
        target: stream.blocks
        ignoreUnknownSignals: true

        function onModelReset() {
            stream.markedMessage = 0
            stream.toEnd()
        }
    }

    /// Where the link leads that the pointer or the keyboard is at.
    Rectangle {
        readonly property string target: area.hoveredLink !== "" ? area.hoveredLink
            : (stream.Window.activeFocusItem as LinkSpot)?.target ?? ""

        objectName: "linkTarget"
        visible: target !== ""
        anchors { left: parent.left; bottom: parent.bottom; margins: Theme.space8 }
        width: Math.min(where.implicitWidth + 2 * Theme.space12, parent.width - 2 * Theme.space8)
        height: where.implicitHeight + Theme.space8
        radius: Theme.radiusRow
        color: Theme.surface
        border.color: Theme.control

        Label {
            id: where

            anchors { fill: parent; leftMargin: Theme.space12; rightMargin: Theme.space12 }
            type: Theme.caption
            text: parent.target
            elide: Text.ElideMiddle
        }
    }

    Button {
        visible: !list.following && !list.atYEnd
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.space12 }
        iconName: "go-down"
        text: qsTr("Latest")
        onClicked: stream.toEnd()
    }

    Loader {
        id: find

        property Item focusBefore: null

        function open() {
            if (!active) {
                focusBefore = stream.Window.activeFocusItem
                active = true
            }
            (item as FindBar).take()
        }

        function close() {
            if (!active)
                return
            const back = focusBefore && focusBefore.visible ? focusBefore : list
            search.query = ""
            active = false
            back.forceActiveFocus(Qt.OtherFocusReason)
        }

        active: false
        anchors { right: parent.right; top: parent.top; margins: Theme.space12; rightMargin: Theme.space24 }
        width: Math.min(implicitWidth, parent.width - 2 * Theme.space24)
        sourceComponent: FindBar {
            search: search
            nextKeys: stream.findNextKeys
            beforeKeys: stream.findBeforeKeys
            onEdited: {
                search.query = query
                search.goToFirstFrom(Math.max(0, list.indexAt(list.width / 2, list.contentY + 1)))
            }
            onClosed: find.close()
        }
    }
}
