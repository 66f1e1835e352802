import QtQuick

/// One step of the type scale. `font` and `lineHeight` are in pixels of the present text size.
QtObject {
    id: style

    required property real size
    required property real line
    required property real scale
    property int weight: Font.Normal
    property string family: Application.font.family

    readonly property real lineHeight: Math.round(line * scale)
    readonly property font font: Qt.font({
        family: style.family,
        pixelSize: Math.max(1, Math.round(style.size * style.scale)),
        weight: style.weight
    })

    /// The same size at another weight.
    function weighted(weight: int): font {
        return Qt.font({ family: style.family, pixelSize: style.font.pixelSize, weight: weight })
    }
}
