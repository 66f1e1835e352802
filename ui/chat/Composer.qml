pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// Where a message is written: grows from one line to ten. Enter sends and Shift+Enter makes a new line, or the other
/// way round. Tab leaves.
/// The button is Send or, while an answer arrives, Stop in the same spot.
Card {
    id: composer

    property bool busy: false
    /// False while no model can answer; typing goes on.
    property bool ready: true
    /// "none", "high" or "max".
    property string thinking: "none"
    property bool enterSends: true
    readonly property string sendKeys: enterSends ? qsTr("Enter") : qsTr("Shift+Enter")
    property alias text: area.text
    readonly property bool canSend: ready && !busy && area.text.trim() !== ""

    signal sendRequested(text: string)
    signal stopRequested
    signal thinkingRequested(level: string)

    function focusText(reason: int) {
        area.forceActiveFocus(reason)
    }

    function submit() {
        if (!canSend)
            return
        const words = area.text.trim()
        area.clear()
        sendRequested(words)
    }

    implicitHeight: scroll.height + bottomRow.height + 22
    border.width: area.activeFocus ? 2 : 1
    border.color: area.activeFocus ? Theme.focus : Theme.control

    Flickable {
        id: scroll

        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: Theme.space16; rightMargin: Theme.space16; topMargin: 10 }
        height: Math.min(10, Math.max(1, area.lineCount)) * (area.contentHeight / Math.max(1, area.lineCount)) + 8
        contentWidth: width
        contentHeight: area.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        T.TextArea.flickable: area
        ScrollBar.vertical: ScrollBar {}
    }

    T.TextArea {
        id: area
        objectName: "composerText"

        topPadding: 4
        bottomPadding: 4
        wrapMode: TextEdit.Wrap
        textFormat: TextEdit.PlainText
        font: Theme.prose.font
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentText
        selectByMouse: true
        placeholderText: composer.busy ? qsTr("Write your next message while the answer arrives")
                                       : qsTr("Ask anything. Nothing leaves this computer.")
        KeyNavigation.priority: KeyNavigation.BeforeItem
        Accessible.role: Accessible.EditableText
        Accessible.name: qsTr("Message")
        Accessible.multiLine: true
        Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
        Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
        Keys.onPressed: event => {
            const enter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter
            if (!enter || Boolean(event.modifiers & Qt.ShiftModifier) === composer.enterSends)
                return
            event.accepted = true
            composer.submit()
        }

        Label {
            visible: area.text === "" && area.preeditText === ""
            y: area.topPadding
            width: area.width
            font: Theme.prose.font
            lineHeightMode: Text.ProportionalHeight
            lineHeight: 1
            text: area.placeholderText
            color: Theme.text3
            elide: Text.ElideRight
        }
    }

    Item {
        id: bottomRow

        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.space8 }
        height: Theme.primaryTarget

        Button {
            id: thinkingButton

            readonly property string level: composer.thinking === "max" ? qsTr("Max")
                : composer.thinking === "high" ? qsTr("High") : qsTr("None")

            anchors { left: parent.left; verticalCenter: parent.verticalCenter }
            kind: "flat"
            type: Theme.caption
            iconName: "lf-thinking"
            trailingIcon: "go-down"
            text: qsTr("Thinking: %1").arg(level)
            hint: qsTr("How much the model writes down before it answers")
            onClicked: levels.popup(thinkingButton, 0, -levels.implicitHeight - Theme.space4)

            Menu {
                id: levels

                MenuItem {
                    text: qsTr("None")
                    detail: qsTr("Answers at once")
                    ticked: composer.thinking === "none"
                    onTriggered: composer.thinkingRequested("none")
                }

                MenuItem {
                    text: qsTr("High")
                    detail: qsTr("Thinks first; slower and often better")
                    ticked: composer.thinking === "high"
                    onTriggered: composer.thinkingRequested("high")
                }

                MenuItem {
                    text: qsTr("Max")
                    detail: qsTr("Thinks as long as it takes")
                    ticked: composer.thinking === "max"
                    onTriggered: composer.thinkingRequested("max")
                }
            }
        }

        Label {
            visible: composer.width > 380 * Theme.textScale
            anchors { right: send.left; rightMargin: Theme.space12; verticalCenter: parent.verticalCenter }
            type: Theme.caption
            text: composer.busy ? qsTr("Esc to stop") : qsTr("%1 to send").arg(composer.sendKeys)
            color: Theme.text3
            Accessible.ignored: true
        }

        T.Button {
            id: send
            objectName: "sendButton"

            readonly property bool lit: enabled

            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            implicitWidth: Theme.primaryTarget
            implicitHeight: Theme.primaryTarget
            enabled: composer.busy || composer.canSend
            text: composer.busy ? qsTr("Stop") : qsTr("Send")
            hoverEnabled: true
            Accessible.role: Accessible.Button
            Accessible.name: text
            Accessible.onPressAction: click()
            Keys.onReturnPressed: click()
            Keys.onEnterPressed: click()
            onClicked: {
                if (composer.busy)
                    composer.stopRequested()
                else
                    composer.submit()
            }

            contentItem: Item {
                Icon {
                    anchors.centerIn: parent
                    name: composer.busy ? "media-playback-stop" : "lf-send"
                    size: composer.busy ? 18 : 20
                    color: send.lit ? Theme.accentText : Theme.text3
                }
            }

            background: Rectangle {
                radius: Theme.radiusControl
                color: !send.lit ? Theme.hover : send.hovered || send.down ? Theme.accentHover : Theme.accent

                FocusFrame {
                    control: send
                }
            }

            Tip {
                owner: send
                text: composer.busy ? qsTr("Stop (Esc)") : qsTr("Send (%1)").arg(composer.sendKeys)
            }
        }
    }
}
