import QtCore
import QtQml
import Lanternfish.Settings
import Lanternfish.Theme

/// What the user chose, kept between runs. What concerns the look is applied to Theme at once. The file may hold
/// anything: a value that is none of ours counts as the default.
QtObject {
    id: preferences

    /// The file that keeps it; the user's normal one when empty.
    property url location
    /// "light" or "dark" for this run only; not saved.
    property string themeForThisRun
    property bool systemReducesMotion: false
    property bool systemHasHighContrast: false

    /// "system", "light" or "dark".
    property string mode: "system"
    /// High contrast: "system", "on" or "off".
    property string contrast: "system"
    property real textScale: 1
    /// Reduced motion: "system", "on" or "off".
    property string reducedMotion: "system"
    /// Where the model runs: "auto" or the id of a device. Read by main() before the window is there.
    property string backend: "auto"
    /// "system" or the code of a language. Read by main() as well.
    property string language: "system"
    /// Enter sends and Shift+Enter makes a new line, or the other way round.
    property bool enterSends: true
    /// UsageController's settings.
    property real watts: 0
    property real pricePerKwh: 0
    property string currency

    /// StorageController's setting.
    property real backupGib: 1

    readonly property bool highContrast: contrast === "on" || (contrast !== "off" && systemHasHighContrast)
    readonly property bool motionReduced: reducedMotion === "on" || (reducedMotion !== "off" && systemReducesMotion)

    property Settings appearance: Settings {
        location: preferences.location
        category: "appearance"
        property alias theme: preferences.mode
        property alias contrast: preferences.contrast
        property alias textScale: preferences.textScale
        property alias motion: preferences.reducedMotion
    }

    property Settings devices: Settings {
        location: preferences.location
        category: "devices"
        property alias backend: preferences.backend
    }

    property Settings words: Settings {
        location: preferences.location
        category: "language"
        property alias choice: preferences.language
    }

    property Settings chat: Settings {
        location: preferences.location
        category: "chat"
        property alias enterSends: preferences.enterSends
    }

    property Settings electricity: Settings {
        location: preferences.location
        category: "electricity"
        property alias watts: preferences.watts
        property alias pricePerKwh: preferences.pricePerKwh
        property alias currency: preferences.currency
    }

    property Settings storage: Settings {
        location: preferences.location
        category: "storage"
        property alias backupGib: preferences.backupGib
    }

    /// What all windows have in common: each names a property.
    readonly property list<string> shared: ["themeForThisRun", "mode", "contrast", "textScale", "reducedMotion",
                                            "backend", "language", "enterSends", "watts", "pricePerKwh", "currency",
                                            "backupGib"]

    Component.onCompleted: shared.forEach(name => preferences[name + "Changed"].connect(
        () => Choices.made(preferences, name, preferences[name])))

    property Connections others: Connections {
        target: Choices

        function onMade(by: QtObject, name: string, value: var) {
            if (by !== preferences)
                preferences[name] = value
        }
    }

    property list<Binding> applied: [
        Binding { target: Theme; property: "mode"; value: preferences.themeForThisRun !== "" ? preferences.themeForThisRun : preferences.mode },
        Binding { target: Theme; property: "highContrast"; value: preferences.highContrast },
        Binding { target: Theme; property: "textScale"; value: preferences.bounded(preferences.textScale) },
        Binding { target: Theme; property: "reducedMotion"; value: preferences.motionReduced }
    ]

    function bounded(scale: real): real {
        return scale >= 0.8 && scale <= 2 ? scale : scale > 2 ? 2 : scale > 0 ? 0.8 : 1
    }

    /// Text size by one step of 10 %, kept between 80 and 200 %.
    function zoom(steps: int) {
        textScale = bounded(Math.round(bounded(textScale) * 10 + steps) / 10)
    }
}
