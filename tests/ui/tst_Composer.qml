import QtQuick
import QtTest
import Lanternfish.Chat
import Lanternfish.Theme

TestCase {
    id: test

    name: "Composer"
    when: windowShown
    visible: true
    width: 600
    height: 500

    Composer {
        id: composer

        width: test.width
    }

    Item {
        id: after

        width: 10
        height: 10
        activeFocusOnTab: true
    }

    SignalSpy { id: sent; target: composer; signalName: "sendRequested" }
    SignalSpy { id: stopped; target: composer; signalName: "stopRequested" }
    SignalSpy { id: thought; target: composer; signalName: "thinkingRequested" }

    function init() {
        composer.text = ""
        composer.busy = false
        composer.ready = true
        composer.focusText(Qt.OtherFocusReason)
        sent.clear()
        stopped.clear()
        thought.clear()
    }

    function type(words: string) {
        for (const letter of words)
            keyClick(letter)
    }

    function field(): Item {
        return findChild(composer, "composerText") as Item
    }

    function test_enterSendsAndClears() {
        type("hello ")
        keyClick(Qt.Key_Return)
        compare(sent.count, 1)
        compare(sent.signalArguments[0][0], "hello")
        compare(composer.text, "")
    }

    function test_shiftEnterMakesALine() {
        type("a")
        keyClick(Qt.Key_Return, Qt.ShiftModifier)
        type("b")
        compare(sent.count, 0)
        compare(composer.text, "a\nb")
    }

    function test_blankIsNotSent() {
        type("  ")
        keyClick(Qt.Key_Return)
        compare(sent.count, 0)
    }

    function test_busyKeepsWhatIsTyped() {
        composer.busy = true
        type("next")
        keyClick(Qt.Key_Return)
        compare(sent.count, 0)
        compare(composer.text, "next")
    }

    function test_notReadyKeepsWhatIsTyped() {
        composer.ready = false
        type("early")
        keyClick(Qt.Key_Return)
        compare(sent.count, 0)
        compare(composer.text, "early")
    }

    function test_stopIsInTheSpotOfSend() {
        const button = findChild(composer, "sendButton") as Item
        type("x")
        compare(button.Accessible.name, "Send")
        const place = button.mapToItem(composer, 0, 0)
        composer.busy = true
        compare(button.Accessible.name, "Stop")
        compare(button.mapToItem(composer, 0, 0), place)
        mouseClick(button)
        compare(stopped.count, 1)
        compare(sent.count, 0)
    }

    function test_tabLeaves() {
        type("x")
        keyClick(Qt.Key_Tab)
        verify(!field().activeFocus)
        compare(composer.text, "x")
        composer.focusText(Qt.OtherFocusReason)
        keyClick(Qt.Key_Backtab)
        verify(!field().activeFocus)
    }

    function test_growsToTenLines() {
        const one = composer.implicitHeight
        composer.text = "1\n2\n3"
        const line = (composer.implicitHeight - one) / 2
        verify(line >= Theme.prose.font.pixelSize, "a line adds %1".arg(line))
        composer.text = Array(10).fill("x").join("\n")
        const ten = composer.implicitHeight
        fuzzyCompare(ten, one + 9 * line, 2)
        composer.text = Array(40).fill("x").join("\n")
        fuzzyCompare(composer.implicitHeight, ten, 2)
    }

    function test_names() {
        compare(field().Accessible.name, "Message")
        compare(field().Accessible.role, Accessible.EditableText)
    }
}
