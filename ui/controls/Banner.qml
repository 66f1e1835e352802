pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// One sentence about something that happened, with at most one action. `tone`: "neutral", "warn" or "error".
Card {
    id: banner

    required property string text
    property string actionText
    property string tone: "neutral"
    property bool closable: true

    signal action
    signal closed

    radius: Theme.radiusControl
    implicitHeight: Math.max(44, label.implicitHeight + 20)
    implicitWidth: Math.min(480, measure.implicitWidth + Theme.space32 + (icon.visible ? 28 : 0)
        + (button.visible ? button.implicitWidth + Theme.space12 : 0) + (banner.closable ? 36 : 0))
    color: tone === "error" ? Theme.errorSoft : tone === "warn" ? Theme.warnSoft : Theme.surface
    border.color: Theme.control
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    Icon {
        id: icon

        visible: banner.tone !== "neutral"
        anchors { left: parent.left; leftMargin: Theme.space16; verticalCenter: parent.verticalCenter }
        name: banner.tone === "error" ? "dialog-error" : "dialog-warning"
        color: banner.tone === "error" ? Theme.error : Theme.warn
    }

    Label {
        id: label

        anchors {
            left: icon.visible ? icon.right : parent.left
            leftMargin: icon.visible ? Theme.space8 : Theme.space16
            right: button.visible ? button.left : close.visible ? close.left : parent.right
            rightMargin: Theme.space12
            verticalCenter: parent.verticalCenter
        }
        type: Theme.label
        text: banner.text
        wrapMode: Text.Wrap
        Accessible.ignored: true
    }

    Label {
        id: measure

        visible: false
        type: Theme.label
        text: banner.text
    }

    Button {
        id: button

        visible: banner.actionText !== ""
        anchors {
            right: close.visible ? close.left : parent.right
            rightMargin: Theme.space8
            verticalCenter: parent.verticalCenter
        }
        text: banner.actionText
        onClicked: banner.action()
    }

    IconButton {
        id: close

        visible: banner.closable
        anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: parent.verticalCenter }
        iconName: "window-close"
        iconSize: 14
        text: qsTr("Close")
        onClicked: banner.closed()
    }
}
