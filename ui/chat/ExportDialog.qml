pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Dialogs
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Asks in which form conversations are exported, then where to.
T.Popup {
    id: dialog

    required property ExchangeController exchange
    /// Empty: the folder, or everything when that is 0.
    property list<double> conversations
    property double folderId: 0
    property string name
    property string format: "markdown"

    readonly property var formats: [
        { value: "markdown", label: qsTr("Markdown"), detail: qsTr("Text that other editors and programs read") },
        { value: "html", label: qsTr("Web page"), detail: qsTr("One file that needs nothing else") },
        { value: "pdf", label: qsTr("PDF"), detail: qsTr("Pages to print or to pass on") },
        { value: "history", label: qsTr("History file"), detail: qsTr("Everything, with branches and files, to import again") }
    ]

    function ask(conversations: list<double>, folderId: double, name: string) {
        dialog.conversations = conversations
        dialog.folderId = folderId
        dialog.name = name
        open()
    }

    function choosePlace() {
        close()
        if (exchange.makesFolder(format, conversations)) {
            folderPlace.open()
            return
        }
        filePlace.currentFile = filePlace.currentFolder + "/" + encodeURIComponent(exchange.nameFor(format, name))
        filePlace.open()
    }

    function write(target: url) {
        exchange.exportTo(target, format, conversations, folderId, thinking.checked, contents.checked)
    }

    anchors.centerIn: T.Overlay.overlay
    width: Math.min(440 * Theme.textScale, (parent?.width ?? 440) - 2 * Theme.space24)
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
        Accessible.role: Accessible.Dialog
        Accessible.name: title.text

        Column {
            id: column

            width: parent.width
            spacing: Theme.space12

            Label {
                id: title

                width: parent.width
                type: Theme.heading
                text: dialog.name === "" ? qsTr("Export everything") : qsTr("Export '%1'").arg(dialog.name)
                wrapMode: Text.Wrap
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }

            Flow {
                width: parent.width
                spacing: Theme.space8

                Repeater {
                    model: dialog.formats

                    Choice {
                        required property var modelData

                        objectName: "format-" + modelData.value
                        text: modelData.label
                        checked: dialog.format === modelData.value
                        onClicked: dialog.format = modelData.value
                    }
                }
            }

            Label {
                width: parent.width
                type: Theme.caption
                text: dialog.formats.find(each => each.value === dialog.format).detail
                color: Theme.text2
                wrapMode: Text.Wrap
            }

            Switch {
                id: thinking

                visible: dialog.format !== "history"
                width: parent.width
                text: qsTr("With what the model thought")
            }

            Switch {
                id: contents

                visible: dialog.format !== "history"
                width: parent.width
                text: qsTr("With the contents of attached files")
            }

            Row {
                anchors.right: parent.right
                spacing: Theme.space8

                Button {
                    text: qsTr("Cancel")
                    onClicked: dialog.close()
                }

                Button {
                    objectName: "exportButton"
                    kind: "primary"
                    focus: true
                    text: qsTr("Export")
                    onClicked: dialog.choosePlace()
                }
            }
        }
    }

    FileDialog {
        id: filePlace

        title: title.text
        fileMode: FileDialog.SaveFile
        onAccepted: dialog.write(selectedFile)
    }

    FolderDialog {
        id: folderPlace

        title: title.text
        onAccepted: dialog.write(selectedFolder)
    }
}
