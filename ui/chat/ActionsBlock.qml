import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// What can be done with a finished answer, and its figures.
Block {
    id: block

    required property int siblingIndex
    required property int siblingCount
    required property string statsText
    required property bool canContinue
    required property bool sourceShown

    property bool busy: false

    signal copyRequested
    signal regenerateRequested
    signal continueRequested
    signal sourceRequested(shown: bool)
    signal siblingRequested(index: int)

    spokenName: qsTr("Actions")
    ListView.onReused: copied.stop()

    Item {
        width: block.columnWidth
        height: Math.max(Theme.target, row.implicitHeight)

        Row {
            id: row

            x: -6
            anchors.verticalCenter: parent.verticalCenter
            spacing: 2

            IconButton {
                iconName: copied.running ? "dialog-ok" : "edit-copy"
                text: copied.running ? qsTr("Copied") : qsTr("Copy answer")
                shortcutText: "C"
                onClicked: {
                    block.copyRequested()
                    copied.restart()
                }

                Timer {
                    id: copied

                    interval: 2000
                }
            }

            IconButton {
                iconName: "view-refresh"
                text: qsTr("Answer again")
                shortcutText: "R"
                enabled: !block.busy
                onClicked: block.regenerateRequested()
            }

            IconButton {
                visible: block.canContinue
                enabled: !block.busy
                iconName: "media-playback-start"
                text: qsTr("Continue")
                onClicked: block.continueRequested()
            }

            IconButton {
                id: more

                iconName: "overflow-menu"
                text: qsTr("More")
                onClicked: menu.open()

                Menu {
                    id: menu

                    y: more.height

                    MenuItem {
                        text: qsTr("Show as plain text")
                        ticked: block.sourceShown
                        onTriggered: block.sourceRequested(!block.sourceShown)
                    }
                }
            }

            Item {
                width: Theme.space8
                height: 1
                visible: block.siblingCount > 1
            }

            IconButton {
                visible: block.siblingCount > 1
                enabled: block.siblingIndex > 0 && !block.busy
                iconName: "go-previous"
                iconSize: 14
                text: qsTr("Answer before")
                onClicked: block.siblingRequested(block.siblingIndex - 1)
            }

            Label {
                visible: block.siblingCount > 1
                anchors.verticalCenter: parent.verticalCenter
                type: Theme.label
                text: qsTr("%1 of %2").arg(block.siblingIndex + 1).arg(block.siblingCount)
                color: Theme.text2
            }

            IconButton {
                visible: block.siblingCount > 1
                enabled: block.siblingIndex < block.siblingCount - 1 && !block.busy
                iconName: "go-next"
                iconSize: 14
                text: qsTr("Answer after")
                onClicked: block.siblingRequested(block.siblingIndex + 1)
            }
        }

        Label {
            anchors {
                left: row.right; leftMargin: Theme.space12
                right: parent.right
                verticalCenter: parent.verticalCenter
            }
            type: Theme.caption
            text: block.statsText
            color: Theme.text3
            elide: Text.ElideRight
            horizontalAlignment: Text.AlignRight
        }
    }
}
