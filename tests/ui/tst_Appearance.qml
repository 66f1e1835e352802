import QtQuick
import QtTest
import Lanternfish.Actions
import Lanternfish.Controls
import Lanternfish.Settings
import Lanternfish.Theme

TestCase {
    id: test

    name: "Appearance"
    when: windowShown
    visible: true
    width: 700
    height: 500

    Preferences { id: preferences }

    ActionRegistry {
        id: registry

        Action { name: "text-larger"; text: "Larger"; defaults: ["Ctrl++"] }
        Action { name: "text-normal"; text: "Normal"; defaults: ["Ctrl+0"] }
    }

    Column {
        width: 600

        AppearanceSection {
            id: section

            width: parent.width
            preferences: preferences
            actions: registry
        }
    }

    function init() {
        preferences.mode = "light"
        preferences.contrast = "system"
        preferences.systemHasHighContrast = false
        preferences.textScale = 1
        preferences.reducedMotion = "system"
        preferences.systemReducesMotion = false
        preferences.themeForThisRun = ""
        section.filter = ""
    }

    function cleanupTestCase() {
        init()
        preferences.mode = "system"
    }

    function press(name: string) {
        mouseClick(findChild(section, name) as Item)
    }

    function test_themeAppliesAtOnce() {
        press("choice-dark")
        compare(Theme.canvas, Theme.night.canvas)
        mouseClick(findChild(findChild(section, "highContrast"), "choice-on") as Item)
        compare(Theme.canvas, Theme.contrastDark.canvas)
        press("choice-light")
        compare(Theme.canvas, Theme.contrastLight.canvas)
        press("choice-system")
        compare(Theme.mode, "system")
    }

    function test_choosingEndsTheThemeForThisRun() {
        preferences.themeForThisRun = "dark"
        verify((findChild(section, "choice-dark") as Choice).checked)
        press("choice-light")
        compare(Theme.mode, "light")
    }

    function test_textSizeStaysInBounds() {
        for (let i = 0; i < 15; ++i)
            preferences.zoom(1)
        compare(Theme.textScale, 2)
        verify(!(findChild(section, "largerText") as Item).enabled)
        compare((findChild(section, "textSize") as Text).text, "200 %")
        for (let i = 0; i < 15; ++i)
            preferences.zoom(-1)
        compare(Theme.textScale.toFixed(2), "0.80")
        press("largerText")
        compare(Theme.textScale.toFixed(2), "0.90")
    }

    function test_storedNonsenseCountsAsDefault_data(): var {
        return [{ tag: "too large", value: 50, want: 2 }, { tag: "too small", value: 0.01, want: 0.8 },
                { tag: "negative", value: -3, want: 1 }, { tag: "no number", value: NaN, want: 1 },
                { tag: "endless", value: Infinity, want: 2 }]
    }

    function test_storedNonsenseCountsAsDefault(row: var) {
        preferences.textScale = row.value
        compare(Theme.textScale, row.want)
    }

    function test_highContrastFollowsTheSystem() {
        verify(!Theme.highContrast)
        preferences.systemHasHighContrast = true
        compare(Theme.canvas, Theme.contrastLight.canvas)
        preferences.contrast = "off"
        compare(Theme.canvas, Theme.light.canvas)
        preferences.contrast = "nonsense"
        verify(Theme.highContrast)
    }

    function test_reducedMotionStopsEverything() {
        compare(Theme.foldTime, 160)
        preferences.systemReducesMotion = true
        compare(Theme.foldTime, 0)
        compare(Theme.hoverTime, 0)
        verify(Theme.reducedMotion)
        preferences.reducedMotion = "off"
        compare(Theme.foldTime, 160)
        preferences.systemReducesMotion = false
        preferences.reducedMotion = "on"
        verify(Theme.reducedMotion)
    }

    function test_keysOfTheTextSizeAreTheOnesInForce() {
        const row = () => section.children[3] as SettingsRow
        compare(row().detail, "Ctrl++, Ctrl+0")
        registry.assign(registry.find("text-larger"), "F9")
        compare(row().detail, "F9, Ctrl+0")
        registry.resetAll()
    }

    function test_searchShowsMatchingRowsOnly() {
        section.filter = "contrast"
        compare([1, 2, 3, 4].map(i => section.children[i].visible), [false, true, false, false])
        section.filter = "appear"
        compare([1, 2, 3, 4].map(i => section.children[i].visible), [true, true, true, true])
        section.filter = "zzz"
        verify(!section.visible)
    }
}
