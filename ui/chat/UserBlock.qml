pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// The question, at the right, with the files that went with it. Hover or the keyboard's mark shows what can be done;
/// editing makes an alternative to the question and answers that.
Block {
    id: block

    required property string plainText
    required property int siblingIndex
    required property int siblingCount
    required property var attachments

    property bool busy: false
    readonly property bool editing: editor.active
    readonly property real bubbleWidth: Math.min(600, columnWidth)

    signal copyRequested
    signal edited(text: string)
    signal siblingRequested(index: int)

    function edit() {
        if (!busy)
            editor.active = true
    }

    function escaped(text: string): string {
        return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "<br/>")
    }

    words: prose
    ListView.onPooled: editor.active = false

    Column {
        anchors.right: parent?.right
        spacing: Theme.space4

        Flow {
            visible: block.attachments.length > 0
            anchors.right: parent.right
            width: block.bubbleWidth
            layoutDirection: Qt.RightToLeft
            spacing: Theme.space4

            Repeater {
                model: block.attachments

                Badge {
                    required property string modelData

                    text: modelData
                }
            }
        }

        Rectangle {
            id: bubble

            anchors.right: parent.right
            visible: !block.editing
            width: Math.min(block.bubbleWidth, Math.ceil(measure.implicitWidth) + 2 * Theme.space16)
            height: prose.implicitHeight + 18
            radius: Theme.radiusCard
            color: Theme.accentSoft
            border.width: Theme.highContrast ? 1 : 0
            border.color: Theme.line

            ProseText {
                id: prose

                x: Theme.space16
                y: 9
                width: parent.width - 2 * Theme.space16
                marks: block.marks
                html: block.escaped(block.plainText)
            }

            Row {
                anchors { right: parent.left; rightMargin: Theme.space4; bottom: parent.bottom; bottomMargin: 5 }
                spacing: 2
                // Always in the tab order: only drawn when it is wanted.
                opacity: hover.hovered || block.marked || editButton.activeFocus || copyButton.activeFocus ? 1 : 0

                IconButton {
                    id: copyButton

                    iconName: "edit-copy"
                    text: qsTr("Copy question")
                    shortcutText: "C"
                    onClicked: block.copyRequested()
                }

                IconButton {
                    id: editButton
                    objectName: "editQuestion"

                    iconName: "document-edit"
                    text: qsTr("Edit question")
                    shortcutText: "E"
                    enabled: !block.busy && !block.editing
                    onClicked: block.edit()
                }
            }
        }

        Loader {
            id: editor

            anchors.right: parent.right
            active: false
            visible: active
            sourceComponent: Card {
                id: card

                function take() {
                    if (area.text.trim() !== "")
                        block.edited(area.text.trim())
                    editor.active = false
                }

                width: block.bubbleWidth
                implicitHeight: area.implicitHeight + buttons.implicitHeight + 3 * Theme.space8
                border.width: 2
                border.color: Theme.focus

                T.TextArea {
                    id: area
                    objectName: "questionEditor"

                    anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.space8 }
                    // TextArea's own does not follow its text.
                    implicitHeight: contentHeight
                    wrapMode: TextEdit.Wrap
                    textFormat: TextEdit.PlainText
                    font: Theme.prose.font
                    color: Theme.text
                    selectionColor: Theme.accent
                    selectedTextColor: Theme.accentText
                    text: block.plainText
                    KeyNavigation.priority: KeyNavigation.BeforeItem
                    Accessible.role: Accessible.EditableText
                    Accessible.name: qsTr("Your message")
                    Accessible.multiLine: true
                    Component.onCompleted: {
                        cursorPosition = length
                        forceActiveFocus(Qt.OtherFocusReason)
                    }
                    Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
                    Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
                    Keys.onEscapePressed: editor.active = false
                    Keys.onPressed: event => {
                        const enter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter
                        if (enter && (event.modifiers & Qt.ControlModifier)) {
                            event.accepted = true
                            card.take()
                        }
                    }
                }

                Row {
                    id: buttons

                    anchors { right: parent.right; bottom: parent.bottom; margins: Theme.space8 }
                    spacing: Theme.space8

                    Button {
                        kind: "flat"
                        text: qsTr("Cancel")
                        onClicked: editor.active = false
                    }

                    Button {
                        kind: "primary"
                        text: qsTr("Ask again")
                        hint: qsTr("Ctrl+Enter. The first question and its answers are kept.")
                        enabled: area.text.trim() !== "" && !block.busy
                        onClicked: card.take()
                    }
                }
            }
        }

        SiblingSwitcher {
            anchors.right: parent.right
            siblingIndex: block.siblingIndex
            siblingCount: block.siblingCount
            busy: block.busy
            beforeText: qsTr("Question before")
            afterText: qsTr("Question after")
            onChosen: index => block.siblingRequested(index)
        }
    }

    HoverHandler {
        id: hover
    }

    Text {
        id: measure

        visible: false
        font: Theme.prose.font
        text: block.plainText
        textFormat: Text.PlainText
    }
}
