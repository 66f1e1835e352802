pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// In high contrast a dashed line stands where the border of `control` was while it can't be used.
OnDemand {
    id: frame

    required property Item control
    property real controlRadius: Theme.radiusControl
    property int lineWidth: 1

    active: !control.enabled && Theme.highContrast

    DashedFrame {
        anchors.fill: parent
        color: Theme.disabled
        radius: frame.controlRadius
        lineWidth: frame.lineWidth
    }
}
