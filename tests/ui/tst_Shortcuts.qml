import QtQuick
import QtTest
import Lanternfish.Actions
import Lanternfish.Settings

TestCase {
    id: test

    name: "Shortcuts"
    when: windowShown
    visible: true
    width: 700
    height: 600

    ActionRegistry {
        id: registry

        Action { name: "new"; text: "New conversation"; defaults: ["Ctrl+N"] }
        Action { name: "list"; text: "List"; defaults: ["Ctrl+B"] }
        Action { name: "larger"; text: "Larger text"; defaults: ["Ctrl++", "Ctrl+="] }
    }

    Column {
        width: 600

        ShortcutsSection {
            id: section

            width: parent.width
            actions: registry
        }
    }

    Shortcut { id: ctrlB; sequences: ["Ctrl+B"]; onActivated: test.fired += 1 }

    property int fired: 0

    function init() {
        registry.resetAll()
        section.filter = ""
        fired = 0
    }

    function row(name: string): ShortcutRow {
        return findChild(section, "shortcut-" + name) as ShortcutRow
    }

    function keysOf(name: string): string {
        return (findChild(row(name), "keys") as Text).text
    }

    function record(name: string) {
        mouseClick(findChild(row(name), "change") as Item)
        tryVerify(() => findChild(row(name), "keyField")?.activeFocus ?? false)
    }

    function note(name: string): Text {
        return findChild(row(name), "keyNote") as Text
    }

    function test_keysAreShown() {
        compare(keysOf("new"), "Ctrl+N")
        compare(keysOf("larger"), "Ctrl++, Ctrl+=")
    }

    function test_pressedKeysAreTaken() {
        record("new")
        keyClick(Qt.Key_M, Qt.ControlModifier | Qt.ShiftModifier)
        tryCompare(row("new"), "recording", false)
        compare(keysOf("new"), "Ctrl+Shift+M")
        verify(row("new").action.changed)
        verify((findChild(row("new"), "change") as Item).activeFocus)
        mouseClick(findChild(row("new"), "reset") as Item)
        compare(keysOf("new"), "Ctrl+N")
    }

    function test_heldKeysAreNamedAndSwapped() {
        record("new")
        keyClick(Qt.Key_B, Qt.ControlModifier)
        compare(fired, 0)
        compare(note("new").text, "Ctrl+B is used by 'List'.")
        compare(keysOf("list"), "Ctrl+B")
        mouseClick(findChild(row("new"), "swapKeys") as Item)
        compare(keysOf("new"), "Ctrl+B")
        compare(keysOf("list"), "Ctrl+N")
    }

    function test_heldKeysCanBeLeft() {
        record("new")
        keyClick(Qt.Key_B, Qt.ControlModifier)
        mouseClick(findChild(row("new"), "keepKeys") as Item)
        compare(keysOf("new"), "Ctrl+N")
        compare(keysOf("list"), "Ctrl+B")
    }

    function test_unusableKeysAreRefusedWithTheReason() {
        record("new")
        keyClick(Qt.Key_A)
        verify(note("new").text.startsWith("A is needed for typing"))
        keyClick(Qt.Key_C, Qt.ControlModifier)
        compare(note("new").text, "Ctrl+C edits text everywhere.")
        verify(row("new").recording)
        keyClick(Qt.Key_Escape)
        tryCompare(row("new"), "recording", false)
        compare(keysOf("new"), "Ctrl+N")
    }

    function test_backspaceTakesKeysAway() {
        record("list")
        keyClick(Qt.Key_Backspace)
        tryCompare(row("list"), "recording", false)
        compare(keysOf("list"), "None")
    }

    function test_tabLeaves() {
        record("new")
        keyClick(Qt.Key_Tab)
        tryCompare(row("new"), "recording", false)
        compare(keysOf("new"), "Ctrl+N")
    }

    function test_resetAll() {
        record("list")
        keyClick(Qt.Key_F9)
        compare(keysOf("list"), "F9")
        mouseClick(findChild(section, "resetShortcuts") as Item)
        compare(keysOf("list"), "Ctrl+B")
        verify(!registry.changed)
    }

    function test_searchByNameAndKeys() {
        section.filter = "larger"
        verify(row("larger").found && !row("new").found)
        section.filter = "ctrl+b"
        verify(row("list").found && !row("larger").found)
        verify(section.found)
        section.filter = "nothing at all"
        verify(!section.found)
        section.filter = "short"
        verify(row("new").found && row("list").found)
    }
}
