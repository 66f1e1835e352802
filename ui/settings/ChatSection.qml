import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// How messages are written and sent.
SettingsSection {
    id: section

    required property Preferences preferences
    required property PresetListModel presets

    title: qsTr("Chat")

    SettingsRow {
        section: section
        title: qsTr("Send with")
        detail: section.preferences.enterSends ? qsTr("Shift+Enter makes a new line") : qsTr("Enter makes a new line")
        keywords: qsTr("key message")

        ChoiceRow {
            choices: [{ value: "enter", label: qsTr("Enter") }, { value: "shift-enter", label: qsTr("Shift+Enter") }]
            current: section.preferences.enterSends ? "enter" : "shift-enter"
            onChosen: value => section.preferences.enterSends = value === "enter"
        }
    }

    Label {
        visible: section.filter === "" || section.titleFound || section.alsoFound
        width: parent.width
        topPadding: Theme.space16
        font: Theme.body.weighted(Font.DemiBold)
        text: qsTr("Presets")
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }

    Label {
        visible: section.filter === "" || section.titleFound || section.alsoFound
        width: parent.width
        type: Theme.caption
        text: qsTr("A system prompt, thinking and sampling under one name. Each conversation may have one; chosen in the composer.")
        color: Theme.text2
        wrapMode: Text.Wrap
    }

    PresetList {
        visible: section.filter === "" || section.titleFound || section.alsoFound
        width: parent.width
        presets: section.presets
    }

    alsoFound: filter !== "" && matches(qsTr("presets system prompt temperature sampling thinking"))
}
