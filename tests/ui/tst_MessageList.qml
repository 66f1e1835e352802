import QtQuick
import QtTest
import Lanternfish.Chat
import Lanternfish.Theme

TestCase {
    id: test

    name: "MessageList"
    when: windowShown
    visible: true
    width: 800
    height: 400

    ListModel { id: blocks }

    MessageList {
        id: stream

        anchors.fill: parent
        blocks: blocks
    }

    SignalSpy { id: copied; target: stream; signalName: "copyText" }
    SignalSpy { id: copiedMessage; target: stream; signalName: "copyMessage" }
    SignalSpy { id: regenerated; target: stream; signalName: "regenerate" }
    SignalSpy { id: continued; target: stream; signalName: "continueAnswer" }
    SignalSpy { id: switched; target: stream; signalName: "showSibling" }

    function init() {
        blocks.clear()
        view().forceLayout()
        stream.busy = false
        for (const spy of [copied, copiedMessage, regenerated, continued, switched])
            spy.clear()
        stream.toEnd()
    }

    function add(kind: string, more: var) {
        blocks.append(Object.assign({
            messageId: 2, role: kind === "user" ? "user" : "assistant", kind: kind, html: "", plainText: "", language: "",
            definition: "", level: 0, first: false, streaming: false, thinkingSummary: "", thinkingDetail: "",
            statsText: "", siblingIndex: 0, siblingCount: 1, errorText: "", canContinue: false, timeText: "",
            spokenText: "", open: false, sourceShown: false, continues: false, attachments: []
        }, more))
    }

    function view(): ListView {
        return findChild(stream, "messageBlocks") as ListView
    }

    function block(index: int): Block {
        view().forceLayout()
        if (isPolishScheduled(view()))
            verify(waitForPolish(view()))
        return view().itemAtIndex(index) as Block
    }

    function named(parent: Item, name: string): Item {
        for (let i = 0; i < parent.children.length; ++i) {
            const child = parent.children[i] as Item
            if (child.Accessible.name === name && child.visible)
                return child
            const inside = named(child, name)
            if (inside)
                return inside
        }
        return null
    }

    function fill(count: int) {
        for (let i = 0; i < count; ++i)
            add("paragraph", { html: "Line " + i, plainText: "Line " + i, first: i === 0 })
    }

    function atEnd(): bool {
        return Math.abs(view().contentY + view().height - view().originY - view().contentHeight) < 2
    }

    function test_everyKindHasItsDelegate() {
        const kinds = ["user", "thinking", "paragraph", "heading", "list", "code", "quote", "rule", "interrupted", "error", "actions"]
        kinds.forEach(kind => add(kind, { html: "x", plainText: "x", errorText: "x" }))
        compare(view().count, kinds.length)
        for (let i = 0; i < kinds.length; ++i) {
            compare(block(i).kind, kinds[i])
            verify(block(i).height > 0, kinds[i])
        }
    }

    function test_markupOfTheUserIsText() {
        add("user", { plainText: "<b>a</b> & <img src='x'>", first: true })
        const words = findText(block(0))
        compare(words.getText(0, words.length), "<b>a</b> & <img src='x'>")
    }

    function findText(parent: Item): TextEdit {
        for (const child of parent.children) {
            const found = (child as TextEdit) ?? findText(child)
            if (found)
                return found
        }
        return null
    }

    function test_textCanBeSelected() {
        add("paragraph", { html: "one <b>two</b>", plainText: "one two", first: true })
        const words = findText(block(0))
        verify(words.readOnly)
        words.selectAll()
        compare(words.selectedText, "one two")
    }

    function test_codeCopiesAndFolds() {
        const code = Array.from({ length: 52 }, (_, i) => "line " + i).join("\n")
        add("code", { plainText: code, language: "C++", definition: "C++", first: true })
        const folded = block(0).height
        mouseClick(named(block(0), "Copy code"))
        compare(copied.signalArguments[0][0], code)
        mouseClick(named(block(0), "Show 41 more lines"))
        verify(block(0).height > folded + 40 * Theme.code.font.pixelSize)
    }

    function test_forty_lines_do_not_fold() {
        add("code", { plainText: Array(40).fill("x").join("\n"), first: true })
        verify(named(block(0), "Show fewer lines") === null)
        verify(block(0).height > 40 * Theme.code.font.pixelSize)
    }

    function test_thinkingOpens() {
        add("thinking", { thinkingSummary: "Thought for 6 s", thinkingDetail: "214 tokens", plainText: "a\nb\nc", first: true })
        const folded = block(0).height
        mouseClick(named(block(0), "Thought for 6 s, 214 tokens"))
        tryVerify(() => block(0).height > folded)
    }

    function test_interruptedContinues() {
        add("interrupted", { canContinue: true, first: true })
        mouseClick(named(block(0), "Continue"))
        compare(continued.signalArguments[0][0], 2)
        mouseClick(named(block(0), "Start over"))
        compare(regenerated.signalArguments[0][0], 2)
    }

    function test_stoppedContinues() {
        add("actions", { canContinue: true, first: true })
        mouseClick(named(block(0), "Continue"))
        compare(continued.signalArguments[0][0], 2)
        stream.busy = true
        mouseClick(named(block(0), "Continue"))
        compare(continued.count, 1)
    }

    function test_errorSaysWhatAndWhy() {
        add("error", { errorText: "Not enough memory. The cache needs 0.5 GB; 0.3 GB was free.", first: true })
        const error = block(0) as ErrorBlock
        compare(error.what, "Not enough memory.")
        compare(error.why, "The cache needs 0.5 GB; 0.3 GB was free.")
    }

    function test_siblings() {
        add("actions", { siblingIndex: 1, siblingCount: 3, first: true })
        mouseClick(named(block(0), "Answer before"))
        compare(switched.signalArguments[0][1], 0)
        mouseClick(named(block(0), "Answer after"))
        compare(switched.signalArguments[1][1], 2)
        mouseClick(named(block(0), "Answer again"))
        compare(regenerated.count, 1)
        stream.busy = true
        mouseClick(named(block(0), "Answer again"))
        compare(regenerated.count, 1)
    }

    function test_followsTheEndOnlyWhileItIsInView() {
        fill(60)
        tryVerify(atEnd)
        add("paragraph", { html: "new", plainText: "new" })
        tryVerify(atEnd)
        // Several, as a wheel turns: Flickable takes the first one only as the beginning.
        for (let i = 0; i < 8; ++i) {
            mouseWheel(view(), 300, 200, 0, 120)
            wait(20)
        }
        tryVerify(() => !stream.following)
        tryCompare(view(), "moving", false)
        const place = view().contentY
        add("paragraph", { html: "more", plainText: "more" })
        wait(50)
        compare(view().contentY, place)
        mouseClick(named(stream, "Latest"))
        tryVerify(atEnd)
        verify(stream.following)
    }

    function test_growingTextIsFollowed() {
        fill(30)
        tryVerify(atEnd)
        for (let i = 0; i < 5; ++i) {
            blocks.setProperty(29, "html", "words ".repeat(100 * (i + 1)))
            tryVerify(atEnd)
        }
    }

    function test_keysOfAMarkedMessage() {
        add("user", { messageId: 1, plainText: "q", first: true })
        add("paragraph", { messageId: 2, html: "a", plainText: "a", first: true })
        add("actions", { messageId: 2, siblingIndex: 0, siblingCount: 2 })
        block(2)
        stream.step(-1)
        compare(stream.markedMessage, 2)
        verify(block(1).marked)
        stream.act("copy")
        compare(copiedMessage.signalArguments[0][0], 2)
        stream.act("regenerate")
        compare(regenerated.signalArguments[0][0], 2)
        keyClick(Qt.Key_Right)
        compare(switched.signalArguments[0][1], 1)
        keyClick(Qt.Key_Left)
        compare(switched.count, 1)
        stream.step(-1)
        compare(stream.markedMessage, 1)
        stream.step(1)
        compare(stream.markedMessage, 2)
    }

    function test_names() {
        add("user", { plainText: "q", first: true, timeText: "14:05" })
        add("paragraph", { html: "a", plainText: "a", first: true, timeText: "14:05" })
        add("code", { plainText: "x\ny", language: "C++" })
        compare(block(0).Accessible.name, "You, 14:05")
        compare(block(1).Accessible.name, "Lanternfish, 14:05")
        compare(block(2).Accessible.name, "C++ code, 2 lines")
        compare(block(0).Accessible.role, Accessible.ListItem)
    }
}
