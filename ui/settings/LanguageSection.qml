pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// The language of the window; applies at once.
SettingsSection {
    id: section

    required property Preferences preferences
    required property Language language

    title: qsTr("Language")
    alsoFound: filter !== "" && language.available.some(each => matches(each.name))

    SettingsRow {
        section: section
        title: qsTr("Language of the window")
        detail: qsTr("Answers come in the language that you write in.")
        keywords: section.language.available.map(each => each.name).join(" ")

        // Choosing translates every label anew; a list of labels would be made anew with it, under the pointer.
        Column {
            spacing: Theme.space8

            Choice {
                objectName: "language-system"
                text: qsTr("System")
                checked: section.preferences.language === "system"
                onClicked: section.preferences.language = "system"
            }

            Repeater {
                model: section.language.available

                Choice {
                    required property var modelData

                    objectName: "language-" + modelData.code
                    text: modelData.name
                    checked: section.preferences.language === modelData.code
                    onClicked: section.preferences.language = modelData.code
                }
            }
        }
    }
}
