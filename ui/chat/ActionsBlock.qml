pragma ComponentBehavior: Bound

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
    signal quoteRequested
    signal sameAgainRequested
    signal recordRequested

    spokenName: qsTr("Actions")
    ListView.onReused: copied.stop()

    Item {
        width: block.columnWidth
        height: Math.max(Theme.target, row.implicitHeight)

        Row {
            id: row

            anchors { left: parent.left; leftMargin: -6; verticalCenter: parent.verticalCenter }
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

                LazyMenu {
                    id: menu

                    y: more.height
                    sourceComponent: Menu {
                        MenuItem {
                            text: qsTr("Quote in a reply")
                            onTriggered: block.quoteRequested()
                        }

                        MenuItem {
                            text: qsTr("Same again")
                            detail: qsTr("With the same seed and settings")
                            enabled: !block.busy
                            onTriggered: block.sameAgainRequested()
                        }

                        MenuItem {
                            text: qsTr("How it was made")
                            onTriggered: block.recordRequested()
                        }

                        MenuItem {
                            text: qsTr("Show as plain text")
                            ticked: block.sourceShown
                            onTriggered: block.sourceRequested(!block.sourceShown)
                        }
                    }
                }
            }

            Item {
                width: Theme.space8
                height: 1
                visible: block.siblingCount > 1
            }

            SiblingSwitcher {
                siblingIndex: block.siblingIndex
                siblingCount: block.siblingCount
                busy: block.busy
                beforeText: qsTr("Answer before")
                afterText: qsTr("Answer after")
                onChosen: index => block.siblingRequested(index)
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
