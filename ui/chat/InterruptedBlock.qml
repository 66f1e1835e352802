import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// An answer that was cut off: says what is kept and offers to go on.
Block {
    id: block

    required property bool canContinue

    signal continueRequested
    signal restartRequested

    spokenName: qsTr("Interrupted")

    Card {
        width: block.columnWidth
        height: Math.max(52, words.implicitHeight + 2 * Theme.space12, buttons.height + 2 * Theme.space12)
        radius: Theme.radiusControl

        Icon {
            id: icon

            anchors { left: parent.left; leftMargin: 13; verticalCenter: parent.verticalCenter }
            name: "dialog-warning"
            size: Theme.icon(18)
            color: Theme.warn
        }

        Text {
            id: words

            anchors {
                left: icon.right; leftMargin: Theme.space12
                right: buttons.left; rightMargin: Theme.space12
                verticalCenter: parent.verticalCenter
            }
            font: Theme.label.font
            lineHeight: Theme.label.lineHeight
            lineHeightMode: Text.FixedHeight
            color: Theme.text
            textFormat: Text.StyledText
            wrapMode: Text.Wrap
            text: qsTr("<b>Interrupted.</b> Everything up to here is saved.")
        }

        Row {
            id: buttons

            anchors { right: parent.right; rightMargin: Theme.space12; verticalCenter: parent.verticalCenter }
            spacing: Theme.space8

            Button {
                visible: block.canContinue
                iconName: "media-playback-start"
                text: qsTr("Continue")
                onClicked: block.continueRequested()
            }

            Button {
                kind: "flat"
                text: qsTr("Start over")
                onClicked: block.restartRequested()
            }
        }
    }
}
