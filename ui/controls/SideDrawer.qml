import QtQuick
import QtQuick.Templates as T
import Lanternfish.Theme

/// A pane from the edge where a line begins, for narrow windows.
T.Drawer {
    edge: mirrored ? Qt.RightEdge : Qt.LeftEdge
    implicitWidth: Math.min(288 * Math.min(Theme.textScale, 1.4), (parent?.width ?? 480) - 48)
    modal: true
    dragMargin: 0

    background: Rectangle {
        color: Theme.side

        Rectangle {
            anchors { right: parent.right; top: parent.top; bottom: parent.bottom }
            width: 1
            color: Theme.line
        }
    }

    T.Overlay.modal: Rectangle {
        color: Theme.scrim
    }

    enter: Transition {
        NumberAnimation { property: "position"; to: 1; duration: Theme.foldTime; easing.type: Easing.OutCubic }
    }
    exit: Transition {
        NumberAnimation { property: "position"; to: 0; duration: Theme.foldTime; easing.type: Easing.OutCubic }
    }
}
