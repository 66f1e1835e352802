import QtQuick
import Lanternfish.Theme

/// Text of one step of the type scale. Plain text: what a model or a file says is never read as markup. It stands where a
/// line of the window's language begins, whatever language it is in.
Text {
    property TypeStyle type: Theme.body

    color: Theme.text
    font: type.font
    lineHeight: type.lineHeight
    lineHeightMode: Text.FixedHeight
    textFormat: Text.PlainText
    horizontalAlignment: Text.AlignLeft
    verticalAlignment: Text.AlignVCenter
}
