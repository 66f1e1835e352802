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
        width: Math.min(520, empty.width - 2 * Theme.space24)
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

        Flow {
            id: flow

            readonly property real used: childrenRect.width

            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, buttons.total)
            spacing: Theme.space8

            Repeater {
                id: buttons

                readonly property real total: {
                    let sum = 0
                    for (let i = 0; i < count; ++i)
                        sum += (itemAt(i)?.implicitWidth ?? 0) + flow.spacing
                    return Math.max(0, sum - flow.spacing) + 1
                }

                model: empty.starters

                Button {
                    required property string modelData

                    text: modelData
                    onClicked: empty.chosen(modelData)
                }
            }
        }
    }
}
