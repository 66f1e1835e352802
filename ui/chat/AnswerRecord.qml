pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// How an answer was made: what makes it again, and what it took. `record` is ChatController's.
T.Popup {
    id: popup

    property var record: ({})
    property bool busy: false

    signal sameAgainRequested
    signal copyRequested(text: string)

    function asText(): string {
        const lines = (record.rows ?? []).map(row => row.name + ": " + row.value)
        return record.systemPrompt ? lines.concat(["", record.systemPrompt]).join("\n") : lines.join("\n")
    }

    anchors.centerIn: T.Overlay.overlay
    width: Math.min(480 * Theme.textScale, (parent?.width ?? 480) - 2 * Theme.space24)
    height: Math.min(implicitHeight, (parent?.height ?? 600) - 2 * Theme.space24)
    implicitHeight: column.implicitHeight + 2 * Theme.space20
    modal: true
    focus: true
    padding: Theme.space20

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    background: Card {}

    contentItem: Flickable {
        contentHeight: column.implicitHeight
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: ScrollBar {}
        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("How it was made")

        Column {
            id: column

            width: parent.width
            spacing: Theme.space8

            Label {
                width: parent.width
                type: Theme.heading
                text: qsTr("How it was made")
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Repeater {
                model: popup.record.rows ?? []

                Item {
                    required property var modelData

                    width: column.width
                    height: Math.max(name.implicitHeight, value.implicitHeight)
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.name + ": " + modelData.value

                    Label {
                        id: name

                        anchors.left: parent.left
                        width: parent.width * 0.38
                        type: Theme.label
                        text: parent.modelData.name
                        color: Theme.text2
                        wrapMode: Text.Wrap
                        Accessible.ignored: true
                    }

                    Label {
                        id: value

                        anchors { left: name.right; leftMargin: Theme.space8; right: parent.right }
                        type: Theme.label
                        text: parent.modelData.value
                        wrapMode: Text.Wrap
                        Accessible.ignored: true
                    }
                }
            }

            Label {
                visible: text !== ""
                width: parent.width
                type: Theme.label
                text: popup.record.systemPrompt ? qsTr("System prompt: %1").arg(popup.record.systemPrompt) : ""
                wrapMode: Text.Wrap
            }

            Label {
                visible: text !== ""
                width: parent.width
                type: Theme.caption
                text: (popup.record.differences ?? []).join(" ")
                color: Theme.warn
                wrapMode: Text.Wrap
            }

            Flow {
                width: parent.width
                spacing: Theme.space8

                Button {
                    text: qsTr("Same again")
                    enabled: (popup.record.canRepeat ?? false) && !popup.busy
                    onClicked: {
                        popup.close()
                        popup.sameAgainRequested()
                    }
                }

                Button {
                    text: qsTr("Copy")
                    onClicked: popup.copyRequested(popup.asText())
                }

                Button {
                    text: qsTr("Close")
                    focus: true
                    onClicked: popup.close()
                }
            }
        }
    }
}
