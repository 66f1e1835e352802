import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// A place in the rail: icon over name, or only the icon with a tooltip.
T.Button {
    id: place

    required property string iconName
    property string shortcutText
    property bool compact: false
    readonly property color foreground: checked ? Theme.accent : Theme.text2

    implicitWidth: compact ? 40 : 56
    implicitHeight: compact ? 40 : Math.max(52, 36 + Theme.caption.lineHeight)
    hoverEnabled: true
    Accessible.role: Accessible.PageTab
    Accessible.name: text
    Accessible.selected: checked
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Item {
        Column {
            anchors.centerIn: parent
            spacing: 2

            Icon {
                anchors.horizontalCenter: parent.horizontalCenter
                name: place.iconName
                size: Theme.icon(20)
                color: place.foreground
            }

            Label {
                visible: !place.compact
                anchors.horizontalCenter: parent.horizontalCenter
                // Some languages have long words; they get smaller before they are cut.
                width: Math.min(implicitWidth, place.width + Theme.space4)
                horizontalAlignment: Text.AlignHCenter
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: 9
                elide: Text.ElideRight
                type: Theme.caption
                font: Qt.font({
                    family: Theme.caption.font.family,
                    pixelSize: Math.min(11 * Theme.textScale, 14),
                    weight: place.checked ? Font.DemiBold : Font.Normal
                })
                text: place.text
                color: place.foreground
            }
        }
    }

    background: Rectangle {
        radius: Theme.radiusControl
        color: place.checked ? Theme.selected : place.hovered ? Theme.hover : "transparent"
        border.width: Theme.highContrast && place.checked ? 2 : 0
        border.color: Theme.line

        Rectangle {
            visible: place.checked
            anchors { left: parent.left; leftMargin: -4; verticalCenter: parent.verticalCenter }
            width: 3
            height: 24
            color: Theme.accent
        }

        FocusFrame {
            control: place
            anchors.margins: -2
        }
    }

    Tip {
        owner: place
        x: place.mirrored ? -width - 6 : place.width + 6
        y: Math.round((place.height - height) / 2)
        text: !place.compact && !place.visualFocus ? "" : place.shortcutText === "" ? place.text
            : "%1 (%2)".arg(place.text).arg(place.shortcutText)
    }
}
