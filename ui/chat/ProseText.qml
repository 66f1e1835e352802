pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// Text of a message that can be selected and copied. `html` comes from the markup library, which lets no tag of the
/// model through. A lantern dot ends it while it is `streaming`.
TextEdit {
    id: prose

    property string html
    property bool streaming: false
    property TypeStyle type: Theme.prose

    readOnly: true
    selectByMouse: true
    activeFocusOnTab: false
    textFormat: TextEdit.RichText
    wrapMode: TextEdit.Wrap
    font: type.font
    color: Theme.text
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentText
    padding: 0
    text: "<style>a{color:%1}ul,ol{margin-top:0;margin-bottom:0;margin-left:-18px}li{margin-top:4px}code{background-color:%2;font-family:'%3';font-size:%4px}</style>"
        .arg(Theme.accent).arg(Theme.sunken).arg(Theme.fixedFamily).arg(Theme.code.font.pixelSize)
        + "<div style='-qt-line-height-type:fixed;line-height:%1px'>".arg(type.lineHeight) + html + "</div>"
    Accessible.role: Accessible.StaticText
    Accessible.readOnly: true

    onLinkActivated: link => {
        if (/^https?:/i.test(link))
            Qt.openUrlExternally(link)
    }

    HoverHandler {
        enabled: prose.hoveredLink !== ""
        cursorShape: Qt.PointingHandCursor
    }

    LanternDot {
        readonly property rect end: {
            prose.text
            prose.width
            return prose.positionToRectangle(prose.length)
        }

        visible: prose.streaming
        x: end.x + 6
        y: end.y + Math.round((end.height - height) / 2)
    }
}
