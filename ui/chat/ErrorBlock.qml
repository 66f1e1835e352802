import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// An answer that failed: what happened and one way out. The first sentence is the title.
Block {
    id: block

    required property string errorText

    readonly property int split: errorText.search(/[.](\s|$)/)
    readonly property string what: split < 0 ? errorText : errorText.slice(0, split + 1)
    readonly property string why: split < 0 ? "" : errorText.slice(split + 1).trim()

    signal retryRequested

    spokenName: qsTr("Error")

    Card {
        width: block.columnWidth
        height: column.height + 2 * Theme.space12
        radius: Theme.radiusControl
        Accessible.role: Accessible.AlertMessage
        Accessible.name: block.errorText

        Icon {
            anchors { left: parent.left; leftMargin: 13; top: parent.top; topMargin: Theme.space12 }
            name: "dialog-error"
            size: Theme.icon(18)
            color: Theme.error
        }

        Column {
            id: column

            anchors {
                left: parent.left; leftMargin: 43
                right: parent.right; rightMargin: Theme.space16
                top: parent.top; topMargin: Theme.space12
            }
            spacing: Theme.space4

            Label {
                width: parent.width
                type: Theme.label
                font: Theme.label.weighted(Font.DemiBold)
                text: block.what
                wrapMode: Text.Wrap
            }

            Label {
                visible: text !== ""
                width: parent.width
                type: Theme.label
                text: block.why
                color: Theme.text2
                wrapMode: Text.Wrap
            }

            Item {
                width: 1
                height: 2
            }

            Button {
                anchors.left: parent?.left
                text: qsTr("Try again")
                onClicked: block.retryRequested()
            }
        }
    }
}
