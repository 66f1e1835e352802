pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// What goes with the next message: files with their size in tokens, and what could not be attached and why.
Column {
    id: files

    required property ComposerController composer

    visible: composer.files.length > 0 || composer.reading || notes.text !== ""
    spacing: Theme.space8

    Flow {
        width: parent.width
        visible: files.composer.files.length > 0 || files.composer.reading
        spacing: Theme.space4
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Attached files")

        Repeater {
            model: files.composer.files

            Card {
                id: file

                required property int index
                required property var modelData

                width: Math.min(files.width, row.implicitWidth + Theme.space12)
                height: Math.max(Theme.target, row.implicitHeight)
                radius: Theme.radiusRow
                Accessible.role: Accessible.ListItem
                Accessible.name: "%1, %2".arg(modelData.name).arg(modelData.tokensText)

                Row {
                    id: row

                    anchors { left: parent.left; leftMargin: Theme.space8; verticalCenter: parent.verticalCenter }
                    spacing: Theme.space8

                    Icon {
                        anchors.verticalCenter: parent.verticalCenter
                        name: "text-x-generic"
                        size: Theme.icon(14)
                        color: Theme.text2
                    }

                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Math.min(implicitWidth, files.width * 0.5)
                        type: Theme.caption
                        text: file.modelData.name
                        elide: Text.ElideMiddle
                        Accessible.ignored: true
                    }

                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        type: Theme.caption
                        text: file.modelData.tokensText
                        color: Theme.text3
                        Accessible.ignored: true
                    }

                    IconButton {
                        iconName: "window-close"
                        iconSize: 12
                        text: qsTr("Remove %1").arg(file.modelData.name)
                        onClicked: files.composer.removeFile(file.index)
                    }
                }
            }
        }

        Label {
            visible: files.composer.reading
            height: Theme.target
            verticalAlignment: Text.AlignVCenter
            type: Theme.caption
            text: qsTr("Reading files")
            color: Theme.text2
        }
    }

    Banner {
        id: notes

        visible: text !== ""
        width: parent.width
        tone: "warn"
        text: files.composer.refused.slice(0, 5).map(each => qsTr("%1: %2").arg(each.name).arg(each.reason))
            .concat(files.composer.refused.length > 5 ? [qsTr("And %n more", "", files.composer.refused.length - 5)] : [])
            .concat(files.composer.skipped).join("\n")
        onClosed: files.composer.clearRefused()
    }
}
