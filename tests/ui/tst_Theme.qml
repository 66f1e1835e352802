import QtQuick
import QtTest
import Lanternfish.Theme

TestCase {
    id: test

    // The table of ui.md, section 9: the lowest contrast of a role over every ground that it may stand on, cut to a tenth.
    readonly property list<string> roles: ["text", "text2", "text3", "accent", "accentText", "ok", "warn", "error", "info",
                                           "lantern", "focus", "control"]
    readonly property var themes: [
        { name: "light", tokens: Theme.light, text: 4.5,
          table: ["13.1", "6.3", "4.5", "4.9", "6.2", "5.2", "5.5", "5.3", "5.4", "3.0", "4.9", "3.4"] },
        { name: "dark", tokens: Theme.night, text: 4.5,
          table: ["10.4", "6.7", "4.6", "6.1", "8.8", "7.7", "7.3", "7.0", "7.1", "8.7", "6.1", "4.0"] },
        { name: "high contrast dark", tokens: Theme.contrastDark, text: 7,
          table: ["11.4", "11.4", "9.1", "8.1", "15.0", "12.9", "10.3", "9.4", "10.7", "8.9", "8.9", "21.0"] },
        { name: "high contrast light", tokens: Theme.contrastLight, text: 7,
          table: ["16.9", "16.9", "13.5", "8.0", "9.7", "8.4", "8.9", "8.6", "10.4", "7.1", "17.2", "21.0"] }
    ]
    readonly property list<string> pages: ["canvas", "side", "surface", "sunken"]
    readonly property list<string> rows: [...pages, "hover", "selected", "accentSoft"]
    readonly property list<string> all: [...rows, "okSoft", "warnSoft", "errorSoft", "infoSoft", "diffAdd", "diffDel"]
    readonly property var grounds: ({
        text: all, text2: all, text3: rows, accent: rows, accentText: ["accent", "accentHover"],
        ok: [...pages, "okSoft"], warn: [...pages, "warnSoft"], error: [...pages, "errorSoft"],
        info: [...pages, "infoSoft"], lantern: rows, focus: rows, control: ["canvas", "side", "surface"]
    })

    name: "Theme"

    function cleanup() {
        Theme.mode = "system"
        Theme.highContrast = false
        Theme.textScale = 1
    }

    function linear(channel: real): real {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4)
    }

    function luminance(shade: color): real {
        return 0.2126 * linear(shade.r) + 0.7152 * linear(shade.g) + 0.0722 * linear(shade.b)
    }

    /// WCAG 2: (lighter + 0.05) / (darker + 0.05).
    function contrast(a: color, b: color): real {
        const one = luminance(a)
        const two = luminance(b)
        return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    }

    function test_formula() {
        compare(contrast("black", "white").toFixed(2), "21.00")
        compare(contrast("#777777", "white").toFixed(2), "4.48")
    }

    function lowest(tokens: Tokens, role: string, on: var): real {
        return Math.min(...on.map(ground => contrast(tokens[role], tokens[ground])))
    }

    function test_contrast_data(): var {
        const data = []
        for (const theme of themes)
            roles.forEach((role, at) => data.push({ tag: theme.name + ", " + role, theme: theme, role: role, at: at }))
        return data
    }

    function test_contrast(row: var) {
        const found = lowest(row.theme.tokens, row.role, grounds[row.role])
        compare((Math.floor(found * 10) / 10).toFixed(1), row.theme.table[row.at])
        const least = ["lantern", "focus", "control"].includes(row.role) ? 3 : row.theme.text
        verify(found >= least, "%1: expected %2".arg(found.toFixed(2)).arg(least))
    }

    function test_signsOnDiffs() {
        for (const theme of themes) {
            verify(lowest(theme.tokens, "ok", ["diffAdd"]) >= theme.text, theme.name)
            verify(lowest(theme.tokens, "error", ["diffDel"]) >= theme.text, theme.name)
        }
    }

    /// What is disabled can be read, and in high contrast is told from the rest by its lightness, whatever its hue.
    function test_disabled() {
        for (const theme of themes) {
            verify(lowest(theme.tokens, "disabled", [...pages, "hover"]) >= 4.5, theme.name)
            verify(theme.text < 7 || lowest(theme.tokens, "disabled", ["text", "text2", "control"]) >= 3, theme.name)
        }
    }

    function test_modes() {
        Theme.mode = "dark"
        compare(Theme.canvas, Theme.night.canvas)
        Theme.highContrast = true
        compare(Theme.canvas, Theme.contrastDark.canvas)
        Theme.mode = "light"
        compare(Theme.canvas, Theme.contrastLight.canvas)
        Theme.highContrast = false
        compare(Theme.canvas, Theme.light.canvas)
    }

    function test_textScale() {
        compare(Theme.prose.font.pixelSize, 15)
        compare(Theme.prose.lineHeight, 24)
        Theme.textScale = 2
        compare(Theme.prose.font.pixelSize, 30)
        compare(Theme.prose.lineHeight, 48)
        compare(Theme.radiusCard, 12)
    }
}
