pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The model in use, and how to use another file. Downloads are not in this version and the page says so.
Flickable {
    id: page

    required property ChatController chat

    contentWidth: width
    contentHeight: column.implicitHeight + 2 * Theme.space24
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: true
    clip: true
    ScrollBar.vertical: ScrollBar {}
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Library")

    component Words: Label {
        type: Theme.body
        width: parent.width
        wrapMode: Text.Wrap
        color: Theme.text2
    }

    Column {
        id: column

        x: Math.round((page.width - width) / 2)
        y: Theme.space24
        width: Math.min(736, page.width - 2 * Theme.space24)
        spacing: Theme.space16

        Label {
            width: parent.width
            type: Theme.heading
            text: qsTr("Library")
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Card {
            width: parent.width
            height: used.height + 2 * Theme.space16

            Column {
                id: used

                x: Theme.space20
                y: Theme.space16
                width: parent.width - 2 * x
                spacing: Theme.space4

                Row {
                    anchors.left: parent.left
                    spacing: Theme.space8

                    Label {
                        type: Theme.title
                        text: page.chat.demonstration ? qsTr("Demonstration model") : page.chat.modelName
                    }

                    Badge {
                        anchors.verticalCenter: parent.verticalCenter
                        text: page.chat.state === "failed" ? qsTr("Not loaded") : qsTr("In use")
                        tone: page.chat.state === "failed" ? "error" : "ok"
                    }
                }

                Words {
                    text: page.chat.demonstration
                        ? qsTr("Built in, 25 million parameters. It shows that the app works and is not an assistant to trust.")
                        : qsTr("Runs on %1.").arg(page.chat.deviceName)
                }
            }
        }

        Card {
            width: parent.width
            height: own.height + 2 * Theme.space16

            Column {
                id: own

                x: Theme.space20
                y: Theme.space16
                width: parent.width - 2 * x
                spacing: Theme.space8

                Label {
                    width: parent.width
                    type: Theme.title
                    text: qsTr("Use a file you already have")
                }

                Words {
                    text: qsTr("Lanternfish reads DeepSeek V4-Flash in GGUF files. Start it with the file's path:")
                }

                Rectangle {
                    width: parent.width
                    height: command.implicitHeight + 2 * Theme.space8
                    radius: Theme.radiusControl
                    color: Theme.sunken
                    border.color: Theme.line

                    TextEdit {
                        id: command

                        x: Theme.space12
                        y: Theme.space8
                        width: parent.width - 2 * x
                        readOnly: true
                        selectByMouse: true
                        wrapMode: TextEdit.WrapAnywhere
                        font: Theme.code.font
                        color: Theme.text
                        selectionColor: Theme.accent
                        selectedTextColor: Theme.accentText
                        text: "lanternfish --model /path/to/V4-Flash.gguf"
                        Accessible.role: Accessible.StaticText
                        Accessible.name: text
                    }
                }

                Words {
                    text: qsTr("The file is used in place and not copied.")
                }
            }
        }

        Words {
            text: qsTr("Downloading models is not in this version.")
        }
    }
}
