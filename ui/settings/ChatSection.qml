import QtQuick

/// How messages are written and sent.
SettingsSection {
    id: section

    required property Preferences preferences

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
}
