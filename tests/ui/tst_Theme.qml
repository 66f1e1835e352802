import QtQuick
import QtTest
import Lanternfish.Theme

TestCase {
    id: test

    readonly property var themes: [
        { name: "light", tokens: Theme.light, text: 4.5 },
        { name: "dark", tokens: Theme.night, text: 4.5 },
        { name: "high contrast light", tokens: Theme.contrastLight, text: 7 },
        { name: "high contrast dark", tokens: Theme.contrastDark, text: 7 }
    ]
    readonly property list<string> pages: ["canvas", "side", "surface", "sunken"]
    readonly property list<string> rows: ["canvas", "side", "surface", "sunken", "hover", "selected", "accentSoft"]

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

    function test_contrast_data(): var {
        const rowsOf = (role, grounds, least) => ({ role: role, grounds: grounds, least: least })
        const wanted = [
            rowsOf("text", rows, 0), rowsOf("text2", rows, 0), rowsOf("text3", pages, 0),
            rowsOf("accent", pages.concat(["selected", "accentSoft"]), 0),
            rowsOf("accentText", ["accent", "accentHover"], 0),
            rowsOf("ok", ["canvas", "surface", "okSoft", "diffAdd"], 0),
            rowsOf("warn", ["canvas", "surface", "warnSoft"], 0),
            rowsOf("error", ["canvas", "surface", "errorSoft", "diffDel"], 0),
            rowsOf("info", ["canvas", "surface", "infoSoft"], 0),
            rowsOf("lantern", ["canvas", "side", "surface", "selected"], 3),
            rowsOf("focus", rows, 3), rowsOf("control", ["canvas", "side", "surface"], 3)
        ]
        const data = []
        for (const theme of themes) {
            for (const each of wanted)
                data.push({ tag: theme.name + ", " + each.role, theme: theme, role: each.role, grounds: each.grounds,
                            least: each.least > 0 ? each.least : theme.text })
        }
        return data
    }

    function test_contrast(row: var) {
        for (const ground of row.grounds) {
            const found = contrast(row.theme.tokens[row.role], row.theme.tokens[ground])
            verify(found >= row.least, "%1 on %2: %3, expected %4".arg(row.role).arg(ground).arg(found.toFixed(2)).arg(row.least))
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
