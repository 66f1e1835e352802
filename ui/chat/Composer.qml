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
    /// The presets to choose from, with roles presetId and name; null: presets are not offered.
    property var presets: null
    property double preset: 0
    property string presetName
    /// What stands between text and buttons: attached files.
    default property alias extra: extras.data
    /// Whether there is something to send without a word.
    property bool hasFiles: false
    property bool enterSends: true
    readonly property string sendKeys: enterSends ? qsTr("Enter") : qsTr("Shift+Enter")
    property alias text: area.text
    readonly property bool canSend: ready && !busy && (area.text.trim() !== "" || hasFiles)

    signal sendRequested(text: string)
    signal stopRequested
    signal thinkingRequested(level: string)
    signal presetRequested(preset: double)
    signal presetsRequested
    signal filesRequested
    signal folderRequested

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

    implicitHeight: scroll.height + (extras.visible ? extras.height + Theme.space8 : 0) + bottomRow.height + 22
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
        // TextArea's own does not follow its text, and the view would scroll.
        implicitHeight: contentHeight + topPadding + bottomPadding
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

    Column {
        id: extras

        visible: height > 0
        anchors { left: parent.left; right: parent.right; bottom: bottomRow.top; leftMargin: Theme.space16; rightMargin: Theme.space16; bottomMargin: Theme.space4 }
        height: childrenRect.height
    }

    Item {
        id: bottomRow

        anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: Theme.space8 }
        height: Theme.primaryTarget

        IconButton {
            id: attach
            objectName: "attachButton"

            anchors { left: parent.left; verticalCenter: parent.verticalCenter }
            iconName: "mail-attachment"
            text: qsTr("Attach")
            onClicked: attachMenu.popup(attach, 0, -attachMenu.implicitHeight - Theme.space4)

            Menu {
                id: attachMenu

                MenuItem {
                    text: qsTr("Text files")
                    onTriggered: composer.filesRequested()
                }

                MenuItem {
                    text: qsTr("Folder")
                    detail: qsTr("All text files in it")
                    onTriggered: composer.folderRequested()
                }
            }
        }

        Button {
            id: thinkingButton

            readonly property string level: composer.thinking === "max" ? qsTr("Max")
                : composer.thinking === "high" ? qsTr("High") : qsTr("None")

            anchors { left: attach.right; leftMargin: Theme.space4; verticalCenter: parent.verticalCenter }
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

        Button {
            id: presetButton
            objectName: "presetButton"

            visible: composer.presets !== null
            anchors { left: thinkingButton.right; leftMargin: Theme.space4; verticalCenter: parent.verticalCenter }
            width: Math.min(implicitWidth, Math.max(Theme.target, bottomRow.width - attach.width - thinkingButton.width - send.width
                                                                       - 2 * Theme.space4 - Theme.space12))
            clip: true
            kind: "flat"
            type: Theme.caption
            iconName: "settings-configure"
            trailingIcon: "go-down"
            text: composer.presetName === "" ? qsTr("No preset") : composer.presetName
            hint: qsTr("System prompt and sampling of this conversation")
            onClicked: presetMenu.popup(presetButton, 0, -presetMenu.implicitHeight - Theme.space4)

            Menu {
                id: presetMenu

                MenuItem {
                    text: qsTr("No preset")
                    ticked: composer.preset === 0
                    onTriggered: composer.presetRequested(0)
                }

                Instantiator {
                    model: composer.presets
                    delegate: MenuItem {
                        required property double presetId
                        required property string name

                        text: name
                        ticked: composer.preset === presetId
                        onTriggered: composer.presetRequested(presetId)
                    }
                    onObjectAdded: (index, object) => presetMenu.insertItem(1 + index, object as MenuItem)
                    onObjectRemoved: (index, object) => presetMenu.removeItem(object as MenuItem)
                }

                MenuItem {
                    text: qsTr("Edit presets")
                    onTriggered: composer.presetsRequested()
                }
            }
        }

        Label {
            visible: composer.width > 560 * Theme.textScale
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
                    size: Theme.icon(composer.busy ? 18 : 20)
                    color: send.lit ? Theme.accentText : Theme.disabled
                }
            }

            background: Rectangle {
                radius: Theme.radiusControl
                color: !send.lit ? (Theme.highContrast ? "transparent" : Theme.hover) : send.hovered || send.down ? Theme.accentHover : Theme.accent

                DisabledFrame {
                    control: send
                }

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
