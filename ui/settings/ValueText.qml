import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// A value that can only be read.
Label {
    width: Math.min(implicitWidth, 360)
    color: Theme.text2
    elide: Text.ElideRight
}
