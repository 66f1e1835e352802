import QtCore
import QtQml
import Lanternfish.Theme

/// What the user chose about the look, kept between runs and applied to Theme at once.
QtObject {
    id: preferences

    /// The file that keeps it; the user's normal one when empty.
    property url location
    /// "light" or "dark" for this run only; not saved.
    property string themeForThisRun

    property string mode: "system"
    property bool highContrast: false
    property real textScale: 1
    /// Where the model runs: "auto" or the id of a device. Read by main() before the window is there.
    property string backend: "auto"
    property bool reducedMotion: false

    property Settings store: Settings {
        location: preferences.location
        category: "appearance"
        property alias theme: preferences.mode
        property alias highContrast: preferences.highContrast
        property alias textScale: preferences.textScale
        property alias reducedMotion: preferences.reducedMotion
    }

    property Settings devices: Settings {
        location: preferences.location
        category: "devices"
        property alias backend: preferences.backend
    }

    property list<Binding> applied: [
        Binding { target: Theme; property: "mode"; value: preferences.themeForThisRun !== "" ? preferences.themeForThisRun : preferences.mode },
        Binding { target: Theme; property: "highContrast"; value: preferences.highContrast },
        Binding { target: Theme; property: "textScale"; value: preferences.textScale },
        Binding { target: Theme; property: "reducedMotion"; value: preferences.reducedMotion }
    ]

    /// Text size by one step of 10 %, kept between 80 and 200 %.
    function zoom(steps: int) {
        textScale = Math.min(2, Math.max(0.8, Math.round(textScale * 10 + steps) / 10))
    }
}
