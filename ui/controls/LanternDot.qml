import QtQuick
import Lanternfish.Theme

/// The one warm light: something works now. Pulses only while `running` and visible.
Item {
    id: dot

    property bool running: true

    implicitWidth: 14
    implicitHeight: 14
    Accessible.ignored: true

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        color: Qt.alpha(Theme.lantern, 0.28)
    }

    Rectangle {
        anchors.centerIn: parent
        width: 8
        height: 8
        radius: 4
        color: Theme.lantern
    }

    SequentialAnimation on opacity {
        running: dot.running && dot.visible && !Theme.reducedMotion
        loops: Animation.Infinite
        alwaysRunToEnd: false
        onStopped: dot.opacity = 1

        NumberAnimation { to: 0.55; duration: Theme.pulseTime / 2; easing.type: Easing.InOutSine }
        NumberAnimation { to: 1; duration: Theme.pulseTime / 2; easing.type: Easing.InOutSine }
    }
}
