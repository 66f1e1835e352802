import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// What the engine does now, how fast, how full its context is, and where it runs.
FocusScope {
    id: footer

    required property ChatController chat
    property bool compact: false

    /// The state needs the room: what the model was on before says nothing of where it will be.
    readonly property bool explains: chat.stateHint !== ""
    readonly property real share: chat.contextLimit > 0 ? chat.contextUsed / chat.contextLimit : 0

    function brief(tokens: int): string {
        if (tokens < 1000)
            return String(tokens)
        return qsTr("%1k").arg((tokens / 1000).toLocaleString(Qt.locale(), "f", tokens < 100000 ? 1 : 0))
    }

    function focusPane() {
        (device.visible ? device : connections).forceActiveFocus(Qt.TabFocusReason)
    }

    implicitHeight: Math.max(28, Theme.caption.lineHeight + 10)
    Accessible.role: Accessible.StatusBar
    Accessible.name: qsTr("Status")

    component Divider: Rectangle {
        anchors.verticalCenter: parent?.verticalCenter
        width: 1
        height: 16
        color: Theme.line
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.side
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }

    Row {
        anchors { left: parent.left; leftMargin: 14; verticalCenter: parent.verticalCenter }
        spacing: Theme.space12

        Row {
            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            Item {
                anchors.verticalCenter: parent.verticalCenter
                width: 14
                height: 14

                LanternDot {
                    visible: footer.chat.busy || footer.chat.state === "loading"
                    anchors.fill: parent
                }

                Rectangle {
                    visible: !footer.chat.busy && footer.chat.state === "ready"
                    anchors.centerIn: parent
                    width: 8
                    height: 8
                    radius: 4
                    color: "transparent"
                    border.width: 1
                    border.color: Theme.text3
                }

                Icon {
                    visible: footer.chat.state === "failed"
                    anchors.fill: parent
                    name: "dialog-error"
                    size: Theme.icon(14)
                    color: Theme.error
                }
            }

            FooterItem {
                objectName: "footerState"
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, footer.width - connections.width - 80)
                clip: width < implicitWidth
                text: footer.chat.stateText
                hint: footer.chat.stateHint
            }
        }

        Divider {
            visible: speed.visible
        }

        FooterItem {
            id: speed

            visible: footer.chat.tokensPerSecond > 0
            anchors.verticalCenter: parent.verticalCenter
            strong: footer.chat.tokensPerSecond.toLocaleString(Qt.locale(), "f", 1)
            text: qsTr("tokens/s")
        }

        Divider {
            visible: context.visible
        }

        Row {
            id: context

            visible: footer.chat.contextLimit > 0 && !footer.explains
            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            Label {
                visible: !footer.compact
                anchors.verticalCenter: parent.verticalCenter
                type: Theme.caption
                text: qsTr("Context")
                color: Theme.text2
            }

            Meter {
                anchors.verticalCenter: parent.verticalCenter
                label: qsTr("Context")
                value: Math.min(1, footer.share)
                warning: footer.share >= 0.8
                valueText: qsTr("%L1 of %L2 tokens").arg(footer.chat.contextUsed).arg(footer.chat.contextLimit)
            }

            FooterItem {
                anchors.verticalCenter: parent.verticalCenter
                strong: footer.brief(footer.chat.contextUsed)
                text: qsTr("of %1").arg(footer.brief(footer.chat.contextLimit))
            }
        }

        Divider {
            visible: device.visible
        }

        FooterItem {
            id: device

            objectName: "footerDevice"
            visible: footer.chat.deviceName !== "" && !footer.explains
            iconOnly: footer.compact
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, footer.width * 0.3)
            clip: width < implicitWidth
            iconName: "cpu"
            text: footer.chat.deviceName
            hint: [footer.chat.deviceName, footer.chat.deviceNote, footer.chat.deviceReason]
                .filter(part => part !== "").join(". ")
        }
    }

    FooterItem {
        id: cost

        objectName: "footerCost"
        visible: !footer.compact && !footer.explains && footer.width > 840 * Theme.textScale && footer.chat.usage.todayText !== ""
        anchors { right: connections.left; rightMargin: Theme.space16; verticalCenter: parent.verticalCenter }
        text: footer.chat.usage.todayText
        hint: footer.chat.usage.todayDetail
    }

    FooterItem {
        id: connections

        anchors { right: parent.right; rightMargin: Theme.space16; verticalCenter: parent.verticalCenter }
        iconName: "security-high"
        text: qsTr("No connections")
        iconOnly: footer.compact
        hint: qsTr("The window opens no network connection.")
    }
}
