import QtQuick

/// What this is.
SettingsSection {
    id: section

    title: qsTr("About")

    SettingsRow {
        section: section
        title: qsTr("Version")

        ValueText {
            text: Application.version
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Network")
        keywords: qsTr("offline privacy")

        ValueText {
            text: qsTr("The window opens no connection")
        }
    }

    SettingsRow {
        section: section
        title: qsTr("License")

        ValueText {
            text: "MIT"
        }
    }
}
