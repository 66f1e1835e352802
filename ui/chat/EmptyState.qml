pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// A conversation without messages: the mark, one sentence, three questions to start with.
Flickable {
    id: empty

    property var starters: []

    signal chosen(text: string)

    contentWidth: width
    contentHeight: Math.max(height, column.implicitHeight + 2 * Theme.space24)
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    ScrollBar.vertical: ScrollBar {}

    Column {
        id: column

        anchors.centerIn: parent
        width: Math.min(640, empty.width - 2 * Theme.space24)
        spacing: Theme.space12

        Icon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: "lanternfish"
            size: 64
        }

        Label {
            width: parent.width
            type: Theme.heading
            text: qsTr("Ask anything. Nothing leaves this computer.")
            wrapMode: Text.Wrap
            horizontalAlignment: Text.AlignHCenter
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Item {
            width: 1
            height: Theme.space4
        }

        Grid {
            id: grid

            anchors.horizontalCenter: parent.horizontalCenter
            columns: buttons.total <= parent.width ? Math.max(1, buttons.count) : 1
            horizontalItemAlignment: Grid.AlignHCenter
            spacing: Theme.space8

            Repeater {
                id: buttons

                property int made: 0
                readonly property real total: {
                    let sum = 0
                    for (let i = 0; i < made; ++i)
                        sum += (itemAt(i)?.implicitWidth ?? 0) + (i > 0 ? grid.spacing : 0)
                    return sum
                }

                onItemAdded: ++made
                onItemRemoved: --made
                model: empty.starters

                Button {
                    required property string modelData

                    width: Math.min(implicitWidth, column.width)
                    text: modelData
                    onClicked: empty.chosen(modelData)
                }
            }
        }
    }
}
