import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// A list of actions over the page.
T.Menu {
    id: menu

    implicitWidth: Math.max(160, contentItem.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    padding: Theme.space4
    margins: Theme.space8
    overlap: 1
    delegate: MenuItem {}

    contentItem: ListView {
        implicitHeight: contentHeight
        implicitWidth: {
            let widest = 0
            for (let i = 0; i < menu.count; ++i)
                widest = Math.max(widest, menu.itemAt(i).implicitWidth)
            return widest
        }
        model: menu.contentModel
        interactive: Window.window ? contentHeight > Window.window.height : false
        currentIndex: menu.currentIndex
        clip: true
    }

    background: Rectangle {
        radius: Theme.radiusControl
        color: Theme.surface
        border.color: Theme.control
    }

    enter: Transition {
        NumberAnimation { property: "opacity"; from: 0; to: 1; duration: Theme.foldTime; easing.type: Easing.OutCubic }
    }
    exit: Transition {
        NumberAnimation { property: "opacity"; from: 1; to: 0; duration: Theme.foldTime; easing.type: Easing.OutCubic }
    }
}
