import QtQuick
import Lanternfish.Theme

/// A surface with a one-pixel line around it.
Rectangle {
    radius: Theme.radiusCard
    color: Theme.surface
    border.width: 1
    border.color: Theme.line
}
