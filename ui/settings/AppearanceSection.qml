pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Actions
import Lanternfish.Controls
import Lanternfish.Theme

/// Theme, contrast, size of text and motion.
SettingsSection {
    id: section

    required property Preferences preferences
    required property ActionRegistry actions

    title: qsTr("Appearance")

    SettingsRow {
        section: section
        title: qsTr("Theme")
        keywords: qsTr("light dark colours")

        ChoiceRow {
            choices: [
                { value: "system", label: qsTr("System") },
                { value: "light", label: qsTr("Light") },
                { value: "dark", label: qsTr("Dark") }
            ]
            current: section.preferences.themeForThisRun || section.preferences.mode
            onChosen: value => {
                section.preferences.themeForThisRun = ""
                section.preferences.mode = value
            }
        }
    }

    SettingsRow {
        section: section
        title: qsTr("High contrast")
        detail: qsTr("Solid lines and the strongest colours")

        ChoiceRow {
            objectName: "highContrast"
            choices: [
                { value: "system", label: qsTr("System") },
                { value: "on", label: qsTr("On") },
                { value: "off", label: qsTr("Off") }
            ]
            current: section.preferences.contrast
            onChosen: value => section.preferences.contrast = value
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Text size")
        detail: ["text-larger", "text-smaller", "text-normal"].map(name => section.actions.find(name)?.shortcutText ?? "")
            .filter(keys => keys !== "").join(", ")
        keywords: qsTr("font zoom")

        Row {
            spacing: Theme.space8

            Button {
                objectName: "smallerText"
                text: "−"
                Accessible.name: qsTr("Smaller text")
                enabled: Theme.textScale > 0.8
                onClicked: section.preferences.zoom(-1)
            }

            Label {
                objectName: "textSize"
                width: 56 * Theme.textScale
                anchors.verticalCenter: parent.verticalCenter
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("%1 %").arg(Math.round(Theme.textScale * 100))
            }

            Button {
                objectName: "largerText"
                text: "+"
                Accessible.name: qsTr("Larger text")
                enabled: Theme.textScale < 2
                onClicked: section.preferences.zoom(1)
            }
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Reduced motion")
        detail: qsTr("Nothing fades or pulses")
        keywords: qsTr("animation")

        ChoiceRow {
            choices: [
                { value: "system", label: qsTr("System") },
                { value: "on", label: qsTr("On") },
                { value: "off", label: qsTr("Off") }
            ]
            current: section.preferences.reducedMotion
            onChosen: value => section.preferences.reducedMotion = value
        }
    }
}
