pragma ComponentBehavior: Bound

import QtQuick
import QtTest
import Lanternfish.Controls
import Lanternfish.Theme

/// Controls that can't be used show it.
TestCase {
    id: test

    name: "Controls"
    when: windowShown
    visible: true
    width: 400
    height: 200

    function init() {
        failOnWarning(/.?/)
        Theme.reducedMotion = true
    }

    function cleanup() {
        Theme.reducedMotion = false
        Theme.mode = "system"
        Theme.highContrast = false
    }

    Component { id: plain; Button { text: "Save" } }
    Component { id: primary; Button { text: "Save"; kind: "primary"; iconName: "document-edit" } }
    Component { id: flat; Button { text: "Save"; kind: "flat"; trailingIcon: "go-down" } }
    Component { id: icon; IconButton { text: "Copy"; iconName: "edit-copy" } }
    Component { id: bordered; IconButton { text: "Copy"; iconName: "edit-copy"; bordered: true } }
    Component { id: chip; Chip { text: "High"; detail: "thinking"; leadingIcon: "lf-thinking"; trailingIcon: "go-down" } }
    Component { id: choice; Choice { text: "Dark" } }
    Component { id: chosen; Choice { text: "Dark"; checked: true } }
    Component { id: field; Field { text: "12"; label: "Number"; leadingIcon: "edit-find" } }
    Component { id: emptyField; Field { label: "Number"; placeholderText: "Number"; leadingIcon: "edit-find" } }
    Component { id: off; Switch { text: "Sounds" } }
    Component { id: on; Switch { text: "Sounds"; checked: true } }
    Component { id: link; LinkText { text: "Settings" } }
    Component { id: menuItem; MenuItem { text: "Copy"; detail: "As Markdown"; shortcutText: "C"; ticked: true } }

    readonly property var controls: ({ plain, primary, flat, icon, bordered, chip, choice, chosen, field, emptyField, off, on, link, menuItem })

    Rectangle {
        id: ground

        anchors.fill: parent
        color: Theme.canvas
    }

    function linear(channel: real): real {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4)
    }

    function luminance(shade: color): real {
        return 0.2126 * linear(shade.r) + 0.7152 * linear(shade.g) + 0.0722 * linear(shade.b)
    }

    /// Contrast of a shade with the canvas.
    function strength(shade: color): real {
        const one = luminance(shade)
        const two = luminance(Theme.canvas)
        return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
    }

    /// The strongest contrast that the item has, and how often the line around it begins, in the middle of its upper edge.
    function look(item: Item): var {
        const picture = grabImage(ground)
        let strongest = 1
        for (let y = 0; y < item.height; ++y) {
            for (let x = 0; x < item.width; ++x)
                strongest = Math.max(strongest, strength(picture.pixel(item.x + x, item.y + y)))
        }
        const frame = (item as Switch)?.indicator ?? item
        const corner = frame.mapToItem(ground, 0, 0)
        let dashes = 0
        let before = 1
        for (let x = 8; x < frame.width - 8; ++x) {
            const now = strength(picture.pixel(corner.x + x, corner.y))
            dashes += now > 3 && before <= 3 ? 1 : 0
            before = now
        }
        return { strongest, dashes }
    }

    function test_disabledInHighContrast_data(): var {
        const data = []
        for (const mode of ["dark", "light"]) {
            for (const name in controls)
                data.push({ tag: mode + ", " + name, mode: mode, name: name, framed: !["link", "menuItem"].includes(name) })
        }
        return data
    }

    function test_disabledInHighContrast(row: var) {
        Theme.mode = row.mode
        Theme.highContrast = true
        const item = createTemporaryObject(controls[row.name], ground, { x: 20, y: 20 })
        const enabled = look(item)
        item.enabled = false
        const disabled = look(item)
        // Nothing is as strong as what can be used.
        verify(enabled.strongest > 7, enabled.strongest)
        fuzzyCompare(disabled.strongest, strength(Theme.disabled), 0.2)
        if (row.framed) {
            verify(enabled.dashes <= 1, enabled.dashes)
            verify(disabled.dashes > 1, disabled.dashes)
        }
    }

    function test_disabledIsWeaker_data(): var {
        return Object.keys(controls).map(name => ({ tag: name }))
    }

    function test_disabledIsWeaker(row: var) {
        Theme.mode = "light"
        const item = createTemporaryObject(controls[row.tag], ground, { x: 20, y: 20 })
        const enabled = look(item)
        item.enabled = false
        verify(look(item).strongest < enabled.strongest)
    }
}
