import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The model in use, the device that it runs on and what that takes.
SettingsSection {
    id: section

    required property ChatController chat
    required property Preferences preferences

    readonly property bool choicesShown: shows([choices.title, ...chat.devices.map(device => device.name)].join(" "))

    title: qsTr("Models and devices")
    alsoFound: choicesShown

    SettingsRow {
        section: section
        title: qsTr("Model")
        detail: section.chat.demonstration ? qsTr("Demonstration model with 25 million parameters") : ""

        ValueText {
            text: section.chat.modelName
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Device")
        detail: section.chat.deviceNote

        ValueText {
            text: section.chat.deviceName
        }
    }

    Column {
        id: choices

        readonly property string title: qsTr("Run the model on")

        visible: section.choicesShown
        width: section.width
        topPadding: Theme.space24
        bottomPadding: Theme.space16
        spacing: Theme.space12

        Label {
            width: parent.width
            type: Theme.title
            text: choices.title
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        DeviceChoices {
            width: parent.width
            chat: section.chat
            preferences: section.preferences
        }

        Label {
            width: parent.width
            visible: text !== ""
            color: Theme.text2
            wrapMode: Text.Wrap
            text: section.chat.deviceReason
        }
    }

    ElectricityRows {
        section: section
        preferences: section.preferences
        usage: section.chat.usage
    }
}
