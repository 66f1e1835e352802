import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// A word that leads somewhere inside the app.
T.Button {
    id: link

    property TypeStyle type: Theme.caption

    implicitWidth: label.implicitWidth
    implicitHeight: label.implicitHeight
    hoverEnabled: true
    signal activated
    onClicked: activated()
    Accessible.role: Accessible.Link
    Accessible.name: text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    contentItem: Label {
        id: label

        type: link.type
        text: link.text
        color: !link.enabled ? Theme.disabled : link.hovered ? Theme.accentHover : Theme.accent
        font: Qt.font({ family: link.type.font.family, pixelSize: link.type.font.pixelSize, underline: link.hovered })
    }

    background: Item {
        FocusFrame {
            control: link
            controlRadius: Theme.radiusInline
        }
    }

    HoverHandler {
        cursorShape: Qt.PointingHandCursor
    }
}
