pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Dialogs
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
    /// The same of finding.
    property string findKeys
    property string findNextKeys
    property string findBeforeKeys

    readonly property string demonstrationHint:
        qsTr("Demonstration model with 25 million parameters: shows that the app works, not an assistant to trust.")

    readonly property bool hasMessages: stream.count > 0
    readonly property Item messages: stream
    readonly property Item input: composer

    signal listRequested
    signal modelsRequested
    signal presetsRequested
    signal exportRequested

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

    /// On the message that has the focus: see MessageList.
    function actOnMessage(what: string) {
        stream.act(what)
    }

    function stepMessage(direction: int) {
        stream.step(direction)
    }

    /// Finds in the conversation.
    function find() {
        if (page.hasMessages)
            stream.openFind()
    }

    /// Chooses files to attach.
    function attach() {
        files.open()
    }

    function findNext(direction: int) {
        if (page.hasMessages)
            stream.findNext(direction)
    }

    Connections {
        target: page.chat

        function onMessageRequested(messageId: double, row: int) {
            stream.goTo(messageId, row)
        }
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
        temporary: page.chat.temporary
        canExport: page.hasMessages
        onExportRequested: page.exportRequested()
        listKeys: page.listKeys
        findKeys: page.findKeys
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
        findNextKeys: page.findNextKeys
        findBeforeKeys: page.findBeforeKeys
        onCopyMessage: messageId => page.chat.copyText(page.chat.messageText(messageId))
        onCopyText: text => page.chat.copyText(text)
        onRegenerate: messageId => page.chat.regenerate(messageId)
        onContinueAnswer: messageId => page.chat.continueAnswer(messageId)
        onShowSibling: (messageId, index) => page.chat.showSibling(messageId, index)
        onEditQuestion: (messageId, text) => page.chat.editQuestion(messageId, text)
        onQuote: messageId => {
            page.chat.composer.quote(page.chat.messageText(messageId))
            page.focusComposer()
        }
        onSameAgain: messageId => page.chat.sameAgain(messageId)
        onShowRecord: messageId => {
            answerRecord.messageId = messageId
            answerRecord.record = page.chat.record(messageId)
            answerRecord.open()
        }
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

        Banner {
            visible: text !== ""
            width: parent.width
            tone: "warn"
            closable: false
            text: page.chat.composer.contextWarning
            actionText: page.chat.composer.leftOut.length > 0 ? qsTr("Which?") : ""
            onAction: leftOut.open()
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
            presets: page.chat.presets
            preset: page.chat.preset
            presetName: page.chat.presetName
            hasFiles: page.chat.composer.files.length > 0
            onPresetRequested: preset => page.chat.preset = preset
            onPresetsRequested: page.presetsRequested()
            onFilesRequested: files.open()
            onFolderRequested: folder.open()

            ComposerFiles {
                width: parent.width
                composer: page.chat.composer
            }
        }
    }

    DropArea {
        id: drop

        anchors.fill: parent
        keys: ["text/uri-list"]
        onDropped: event => {
            event.accept(Qt.CopyAction)
            page.chat.composer.attach(event.urls)
            page.focusComposer()
        }

        Rectangle {
            visible: drop.containsDrag
            anchors { fill: parent; margins: Theme.space8 }
            radius: Theme.radiusCard
            color: Theme.accentSoft
            opacity: 0.9
            border.width: 2
            border.color: Theme.accent

            Label {
                anchors.centerIn: parent
                type: Theme.heading
                text: qsTr("Drop to attach")
            }
        }
    }

    FileDialog {
        id: files

        title: qsTr("Attach text files")
        fileMode: FileDialog.OpenFiles
        onAccepted: page.chat.composer.attach(selectedFiles)
    }

    FolderDialog {
        id: folder

        title: qsTr("Attach a folder")
        onAccepted: page.chat.composer.attach([selectedFolder])
    }

    AnswerRecord {
        id: answerRecord
        objectName: "answerRecord"

        property double messageId: 0

        busy: page.chat.busy
        onSameAgainRequested: page.chat.sameAgain(messageId)
        onCopyRequested: text => page.chat.copyText(text)
    }

    Menu {
        id: leftOut

        x: foot.x
        y: foot.y - implicitHeight

        Instantiator {
            model: page.chat.composer.leftOut
            delegate: MenuItem {
                required property var modelData

                text: modelData.question ? qsTr("You: %1").arg(modelData.excerpt) : qsTr("Lanternfish: %1").arg(modelData.excerpt)
                onTriggered: page.chat.openMessage(Number(page.chat.currentId), modelData.messageId)
            }
            onObjectAdded: (index, object) => leftOut.insertItem(index, object as MenuItem)
            onObjectRemoved: (index, object) => leftOut.removeItem(object as MenuItem)
        }
    }
}
