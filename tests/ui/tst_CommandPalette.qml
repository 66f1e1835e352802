import QtQuick
import QtTest
import Lanternfish.Actions
import Lanternfish.Shell

TestCase {
    id: test

    name: "CommandPalette"
    when: windowShown
    visible: true
    width: 900
    height: 700

    property int done: 0

    ActionRegistry {
        id: registry

        place: "chat"

        Action { name: "new"; text: "New conversation"; defaults: ["Ctrl+N"]; onTriggered: test.done += 1 }
        Action { name: "larger"; text: "Larger text"; onTriggered: other.forceActiveFocus() }
        Action { name: "hidden"; text: "New palette"; listed: false }
        Action { name: "elsewhere"; text: "New search"; place: "settings" }
    }

    PaletteModel {
        id: finder

        ActionSource { kind: "Action"; icon: "go-next"; registry: registry }
        ListSource { id: sections; kind: "Settings"; icon: "settings-configure"; items: [{ key: "look", title: "Appearance" }] }
    }

    TextInput { id: before }
    TextInput { id: other }

    CommandPalette {
        id: palette

        finder: finder
    }

    SignalSpy { id: chosen; target: sections; signalName: "chosen" }

    function init() {
        done = 0
        chosen.clear()
        before.forceActiveFocus()
        palette.toggle()
        tryCompare(palette, "opened", true)
        verify(field().activeFocus)
    }

    function cleanup() {
        palette.close()
        tryCompare(palette, "visible", false)
    }

    function field(): TextInput {
        return findChild(palette.contentItem, "paletteField") as TextInput
    }

    function list(): ListView {
        return findChild(palette.contentItem, "paletteRows") as ListView
    }

    function row(index: int): PaletteRow {
        list().forceLayout()
        return list().itemAtIndex(index) as PaletteRow
    }

    function type(text: string) {
        for (const letter of text)
            keyClick(letter)
    }

    function test_measures() {
        compare(palette.width, 640)
        compare(palette.y, 96)
    }

    function test_enterChooses() {
        type("new")
        compare(finder.count, 1)
        compare(row(0).title, "New conversation")
        compare(row(0).shortcutText, "Ctrl+N")
        keyClick(Qt.Key_Return)
        compare(done, 1)
        tryCompare(palette, "visible", false)
        verify(before.activeFocus)
    }

    function test_arrowsAndTabSelect() {
        compare(list().currentIndex, 0)
        keyClick(Qt.Key_Down)
        compare(list().currentIndex, 1)
        verify(row(1).Accessible.selected && !row(0).Accessible.selected)
        keyClick(Qt.Key_Tab)
        compare(list().currentIndex, 2)
        keyClick(Qt.Key_Down)
        compare(list().currentIndex, 0)
        keyClick(Qt.Key_Up)
        keyClick(Qt.Key_Return)
        compare(chosen.signalArguments[0][0], "look")
    }

    function test_escapeGivesTheFocusBack() {
        type("zz")
        compare(finder.count, 0)
        keyClick(Qt.Key_Return)
        keyClick(Qt.Key_Escape)
        tryCompare(palette, "visible", false)
        tryCompare(before, "activeFocus", true)
        palette.toggle()
        tryCompare(palette, "opened", true)
        compare(field().text, "")
    }

    function test_whatIsChosenMayTakeTheFocus() {
        type("larger")
        keyClick(Qt.Key_Return)
        tryCompare(palette, "visible", false)
        wait(20)
        verify(other.activeFocus)
    }

    function test_clickChooses() {
        type("appear")
        mouseClick(row(0))
        compare(chosen.count, 1)
    }

    function test_rowsSayWhatTheyAre() {
        compare(row(0).Accessible.name, "New conversation, Action, Ctrl+N")
        compare(row(0).Accessible.role, Accessible.ListItem)
        compare(list().Accessible.role, Accessible.List)
        compare(field().Accessible.role, Accessible.EditableText)
    }
}
