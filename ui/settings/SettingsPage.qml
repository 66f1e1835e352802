pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Appearance, the device, and About. Changes apply at once.
Flickable {
    id: page

    required property ChatController chat
    required property Preferences preferences

    contentWidth: width
    contentHeight: column.implicitHeight + 2 * Theme.space24
    boundsBehavior: Flickable.StopAtBounds
    activeFocusOnTab: false
    clip: true
    ScrollBar.vertical: ScrollBar {}
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Settings")

    component Heading: Label {
        topPadding: Theme.space16
        bottomPadding: Theme.space4
        type: Theme.title
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    component Value: Label {
        width: Math.min(implicitWidth, 360)
        color: Theme.text2
        elide: Text.ElideRight
    }

    Column {
        id: column

        x: Math.round((page.width - width) / 2)
        y: Theme.space24
        width: Math.min(736, page.width - 2 * Theme.space24)

        Label {
            type: Theme.heading
            text: qsTr("Settings")
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Heading {
            text: qsTr("Appearance")
        }

        SettingsRow {
            title: qsTr("Theme")

            Row {
                spacing: Theme.space8

                Repeater {
                    model: [
                        { value: "system", label: qsTr("System") },
                        { value: "light", label: qsTr("Light") },
                        { value: "dark", label: qsTr("Dark") }
                    ]

                    Choice {
                        required property var modelData

                        text: modelData.label
                        checked: page.preferences.mode === modelData.value
                        onClicked: {
                            page.preferences.themeForThisRun = ""
                            page.preferences.mode = modelData.value
                        }
                    }
                }
            }
        }

        SettingsRow {
            title: qsTr("High contrast")
            detail: qsTr("Solid lines and the strongest colours")

            Switch {
                text: checked ? qsTr("On") : qsTr("Off")
                checked: page.preferences.highContrast
                Accessible.name: qsTr("High contrast")
                onToggled: page.preferences.highContrast = checked
            }
        }

        SettingsRow {
            title: qsTr("Text size")
            detail: qsTr("Ctrl++, Ctrl+-, Ctrl+0")

            Row {
                spacing: Theme.space8

                Button {
                    text: "−"
                    Accessible.name: qsTr("Smaller text")
                    enabled: page.preferences.textScale > 0.8
                    onClicked: page.preferences.zoom(-1)
                }

                Label {
                    width: 56 * Theme.textScale
                    anchors.verticalCenter: parent.verticalCenter
                    horizontalAlignment: Text.AlignHCenter
                    text: qsTr("%1 %").arg(Math.round(page.preferences.textScale * 100))
                }

                Button {
                    text: "+"
                    Accessible.name: qsTr("Larger text")
                    enabled: page.preferences.textScale < 2
                    onClicked: page.preferences.zoom(1)
                }
            }
        }

        SettingsRow {
            title: qsTr("Reduced motion")
            detail: qsTr("Nothing fades or pulses")

            Switch {
                text: checked ? qsTr("On") : qsTr("Off")
                checked: page.preferences.reducedMotion
                Accessible.name: qsTr("Reduced motion")
                onToggled: page.preferences.reducedMotion = checked
            }
        }

        Heading {
            topPadding: Theme.space32
            text: qsTr("Run the model on")
        }

        DeviceChoices {
            width: parent.width
            chat: page.chat
            preferences: page.preferences
        }

        Label {
            width: parent.width
            topPadding: Theme.space12
            bottomPadding: Theme.space8
            visible: text !== ""
            color: Theme.text2
            wrapMode: Text.Wrap
            text: page.chat.deviceReason
        }

        Heading {
            topPadding: Theme.space32
            text: qsTr("About")
        }

        SettingsRow {
            title: qsTr("Version")

            Value {
                text: Application.version
            }
        }

        SettingsRow {
            title: qsTr("Model")
            detail: page.chat.demonstration ? qsTr("Demonstration model with 25 million parameters") : ""

            Value {
                text: page.chat.modelName
            }
        }

        SettingsRow {
            title: qsTr("Device")
            detail: page.chat.deviceNote

            Value {
                text: page.chat.deviceName
            }
        }

        SettingsRow {
            title: qsTr("Network")

            Value {
                text: qsTr("The window opens no connection")
            }
        }
    }
}
