import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// One action of a Menu. `shortcutText` stands at the right.
T.MenuItem {
    id: item

    property string shortcutText
    property string detail
    /// Chosen among the others; unlike `checked` it does not change by itself.
    property bool ticked: false

    implicitHeight: Math.max(Theme.target, column.implicitHeight + 8)
    readonly property real textStart: Theme.icon(16) + Theme.space12
    readonly property color foreground: enabled ? Theme.text2 : Theme.disabled

    implicitWidth: textStart + column.implicitWidth + Theme.space32 + shortcutLabel.implicitWidth
    hoverEnabled: true
    Accessible.role: Accessible.MenuItem
    Accessible.name: text
    Accessible.description: detail
    Accessible.checkable: ticked
    Accessible.checked: ticked

    contentItem: Item {
        Column {
            id: column

            anchors { left: parent.left; leftMargin: item.textStart; verticalCenter: parent.verticalCenter }

            Label {
                type: Theme.label
                text: item.text
                color: item.enabled ? Theme.text : Theme.disabled
            }

            Label {
                visible: item.detail !== ""
                type: Theme.caption
                text: item.detail
                color: item.foreground
            }
        }

        Label {
            id: shortcutLabel

            anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: parent.verticalCenter }
            type: Theme.caption
            text: item.shortcutText
            color: item.foreground
        }
    }

    indicator: Icon {
        x: item.mirrored ? item.width - width - 6 : 6
        anchors.verticalCenter: parent ? parent.verticalCenter : undefined
        visible: item.ticked
        name: "dialog-ok"
        size: Theme.icon(16)
        color: item.enabled ? Theme.accent : Theme.disabled
    }

    arrow: Icon {
        x: item.mirrored ? 6 : item.width - width - 6
        anchors.verticalCenter: parent ? parent.verticalCenter : undefined
        visible: item.subMenu !== null
        name: "go-next"
        size: Theme.icon(14)
        color: item.foreground
    }

    background: Rectangle {
        radius: Theme.radiusRow
        color: item.highlighted || item.hovered ? Theme.hover : "transparent"
        border.width: Theme.highContrast && item.highlighted ? 2 : 0
        border.color: Theme.focus
    }
}
