pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The open conversation: header, messages or the empty state, composer.
FocusScope {
    id: page

    required property ChatController chat
    property bool narrow: false
    /// Enter sends; else Shift+Enter does.
    property bool enterSends: true
    /// The keys of the list, for its tooltip.
    property string listKeys

    readonly property string demonstrationHint:
        qsTr("Demonstration model with 25 million parameters: shows that the app works, not an assistant to trust.")

    readonly property bool hasMessages: stream.count > 0
    readonly property Item messages: stream
    readonly property Item input: composer

    signal listRequested
    signal modelsRequested

    Component.onCompleted: composer.text = chat.composer.text

    function focusComposer() {
        composer.focusText(Qt.ShortcutFocusReason)
    }

    /// Says `text` to a screen reader when it is quiet.
    function announce(text: string) {
        page.Accessible.announce(text, Accessible.Polite)
    }

    function focusMessages() {
        stream.forceActiveFocus(Qt.TabFocusReason)
    }

    function stepMessage(direction: int) {
        stream.step(direction)
    }

    /// Finds in the conversation.
    function find() {
        if (page.hasMessages)
            stream.openFind()
    }

    function findNext(direction: int) {
        if (page.hasMessages)
            stream.findNext(direction)
    }

    Connections {
        target: page.chat.composer

        function onTextReplaced() {
            composer.text = page.chat.composer.text
        }
    }

    ChatHeader {
        id: header

        width: parent.width
        title: page.chat.title === "" ? qsTr("New conversation") : page.chat.title
        modelName: page.chat.demonstration ? qsTr("Demonstration model") : page.chat.modelName
        modelHint: page.chat.demonstration ? page.demonstrationHint : ""
        narrow: page.narrow
        listKeys: page.listKeys
        canFind: page.hasMessages
        onFindRequested: page.find()
        onListRequested: page.listRequested()
        onModelRequested: page.modelsRequested()
    }

    MessageList {
        id: stream

        anchors { left: parent.left; right: parent.right; top: header.bottom; bottom: foot.top }
        visible: !empty.visible
        blocks: page.chat.blocks
        busy: page.chat.busy
        onCopyMessage: messageId => page.chat.copyText(page.chat.messageText(messageId))
        onCopyText: text => page.chat.copyText(text)
        onRegenerate: messageId => page.chat.regenerate(messageId)
        onContinueAnswer: messageId => page.chat.continueAnswer(messageId)
        onShowSibling: (messageId, index) => page.chat.showSibling(messageId, index)
    }

    EmptyState {
        id: empty

        anchors.fill: stream
        visible: stream.count === 0
        starters: page.chat.demonstration
            ? [qsTr("What is Lanternfish?"), qsTr("Is this private?"), qsTr("How do I get a better model?")]
            : [qsTr("Explain a piece of code"), qsTr("Draft a letter"), qsTr("Compare two options")]
        onChosen: text => {
            // A model that failed can't answer; one that loads can, later.
            if (page.chat.state === "failed")
                composer.text = text
            else
                page.chat.send(text)
            page.focusComposer()
        }
    }

    Column {
        id: foot

        anchors { bottom: parent.bottom; bottomMargin: Theme.space16; horizontalCenter: parent.horizontalCenter }
        width: Math.min(736, page.width - 2 * Theme.space24)
        spacing: Theme.space8

        Banner {
            visible: text !== ""
            width: parent.width
            tone: page.chat.state === "failed" ? "error" : "warn"
            closable: page.chat.state !== "failed"
            onClosed: page.chat.clearNotice()
            text: page.chat.state === "failed" ? page.chat.errorText : page.chat.notice
        }

        Flow {
            visible: page.chat.demonstration
            width: parent.width
            spacing: Theme.space4

            Label {
                width: Math.min(implicitWidth, parent.width)
                type: Theme.caption
                text: page.demonstrationHint
                color: Theme.text2
                wrapMode: Text.Wrap
            }

            LinkText {
                text: qsTr("See models")
                onActivated: page.modelsRequested()
            }
        }

        Composer {
            id: composer

            width: parent.width
            focus: true
            busy: page.chat.busy
            ready: page.chat.state !== "loading" && page.chat.state !== "failed"
            thinking: page.chat.thinking
            onTextChanged: page.chat.composer.text = text
            enterSends: page.enterSends
            onSendRequested: text => {
                stream.toEnd()
                page.chat.send(text)
            }
            onStopRequested: page.chat.stop()
            onThinkingRequested: level => page.chat.thinking = level
        }
    }
}
