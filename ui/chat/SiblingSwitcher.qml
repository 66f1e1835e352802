import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// "2 of 3", with steps to the alternatives of a message. Nothing where there is only one.
Row {
    id: switcher

    required property int siblingIndex
    required property int siblingCount
    property bool busy: false
    /// What the steps are called.
    required property string beforeText
    required property string afterText

    signal chosen(index: int)

    visible: siblingCount > 1
    spacing: 2

    IconButton {
        enabled: switcher.siblingIndex > 0 && !switcher.busy
        iconName: "go-previous"
        iconSize: 14
        text: switcher.beforeText
        onClicked: switcher.chosen(switcher.siblingIndex - 1)
    }

    Label {
        anchors.verticalCenter: parent.verticalCenter
        type: Theme.label
        text: qsTr("%1 of %2").arg(switcher.siblingIndex + 1).arg(switcher.siblingCount)
        color: Theme.text2
    }

    IconButton {
        enabled: switcher.siblingIndex < switcher.siblingCount - 1 && !switcher.busy
        iconName: "go-next"
        iconSize: 14
        text: switcher.afterText
        onClicked: switcher.chosen(switcher.siblingIndex + 1)
    }
}
