import QtQuick
import Lanternfish.Theme

/// A word about a state that can't be pressed. `tone`: "neutral", "ok", "warn", "error" or "info".
Rectangle {
    id: badge

    required property string text
    property string tone: "neutral"

    implicitHeight: label.implicitHeight + 4
    implicitWidth: Math.ceil(label.implicitWidth) + 2 * Theme.space8
    radius: height / 2
    color: tone === "ok" ? Theme.okSoft : tone === "warn" ? Theme.warnSoft : tone === "error" ? Theme.errorSoft
        : tone === "info" ? Theme.infoSoft : Theme.hover
    border.width: Theme.highContrast ? 1 : 0
    border.color: Theme.line
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Label {
        id: label

        anchors.centerIn: parent
        type: Theme.caption
        font: Theme.caption.weighted(Font.Medium)
        text: badge.text
        color: badge.tone === "ok" ? Theme.ok : badge.tone === "warn" ? Theme.warn : badge.tone === "error" ? Theme.error
            : badge.tone === "info" ? Theme.info : Theme.text2
    }
}
