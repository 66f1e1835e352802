import QtQml
import QtQuick

/// The colours of one theme, by role. `accentText` is the design's onAccent: QML reads a leading "on" as a handler.
QtObject {
    required property color canvas
    required property color side
    required property color surface
    required property color sunken
    required property color hover
    required property color selected
    required property color line
    required property color control
    required property color text
    required property color text2
    required property color text3
    required property color disabled
    required property color accent
    required property color accentHover
    required property color accentText
    required property color accentSoft
    required property color lantern
    required property color ok
    required property color okSoft
    required property color warn
    required property color warnSoft
    required property color error
    required property color errorSoft
    required property color info
    required property color infoSoft
    required property color diffAdd
    required property color diffDel
    required property color focus
}
