import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// One row of the palette: what it is, where it comes from, its keys.
T.ItemDelegate {
    id: row

    required property int index
    required property string title
    /// Of PaletteModel: everything but the marks of matches is escaped.
    required property string titleHtml
    required property string kind
    required property string iconName
    required property string shortcutText
    required property bool selected

    leftPadding: Theme.space12
    rightPadding: Theme.space12
    implicitHeight: Math.max(40, Theme.body.lineHeight + 16)
    hoverEnabled: true
    focusPolicy: Qt.NoFocus
    Accessible.role: Accessible.ListItem
    Accessible.name: shortcutText === "" ? "%1, %2".arg(title).arg(kind) : "%1, %2, %3".arg(title).arg(kind).arg(shortcutText)
    Accessible.selected: selected
    Accessible.onPressAction: click()

    contentItem: Item {
        Icon {
            id: picture

            anchors { left: parent.left; verticalCenter: parent.verticalCenter }
            name: row.iconName
            size: Theme.icon(16)
            color: row.selected ? Theme.accent : Theme.text2
        }

        Label {
            anchors {
                left: picture.right
                leftMargin: Theme.space12
                right: from.left
                rightMargin: Theme.space12
                verticalCenter: parent.verticalCenter
            }
            text: row.titleHtml === "" ? row.title : row.titleHtml
            textFormat: row.titleHtml === "" ? Text.PlainText : Text.StyledText
            elide: Text.ElideRight
            Accessible.ignored: true
        }

        Label {
            id: from

            anchors {
                right: keys.visible ? keys.left : parent.right
                rightMargin: keys.visible ? Theme.space12 : 0
                verticalCenter: parent.verticalCenter
            }
            type: Theme.caption
            text: row.kind
            color: Theme.text2
            Accessible.ignored: true
        }

        Rectangle {
            id: keys

            visible: row.shortcutText !== ""
            anchors { right: parent.right; verticalCenter: parent.verticalCenter }
            implicitWidth: words.implicitWidth + Theme.space12
            implicitHeight: words.implicitHeight + 4
            radius: Theme.radiusInline
            color: "transparent"
            border.color: row.selected ? Theme.control : Theme.line

            Label {
                id: words

                anchors.centerIn: parent
                type: Theme.caption
                text: row.shortcutText
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusRow
        color: row.selected ? Theme.selected : row.hovered ? Theme.hover : "transparent"
        border.width: row.selected && Theme.highContrast ? 2 : 0
        border.color: Theme.focus
    }
}
