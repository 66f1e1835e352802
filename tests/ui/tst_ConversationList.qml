import QtQuick
import QtTest
import Lanternfish.Chat

TestCase {
    id: test

    name: "ConversationList"
    when: windowShown
    visible: true
    width: 260
    height: 500

    ListModel { id: conversations }

    ConversationList {
        id: pane

        anchors.fill: parent
        conversations: conversations
    }

    SignalSpy { id: opened; target: pane; signalName: "openRequested" }
    SignalSpy { id: renamed; target: pane; signalName: "renameRequested" }
    SignalSpy { id: deleted; target: pane; signalName: "deleteRequested" }
    SignalSpy { id: added; target: pane; signalName: "newRequested" }

    function init() {
        conversations.clear()
        const titles = ["Release checklist", "Letter to the landlord", "Bounded queue"]
        titles.forEach((title, index) => conversations.append({
            conversationId: index + 1, title: title, section: index < 2 ? "Today" : "Yesterday",
            answering: index === 1, current: index === 0, time: "",
            kind: "conversation", folderId: 0, depth: 0, count: 0, expanded: false, pinned: false, archived: false,
            deleted: false, waiting: false, hasDraft: index === 2
        }))
        search().clear()
        for (const spy of [opened, renamed, deleted, added])
            spy.clear()
        tryCompare(list(), "count", 3)
        list().currentIndex = 0
        pane.focusList(Qt.OtherFocusReason)
    }

    function list(): ListView {
        return findChild(pane, "conversationRows") as ListView
    }

    function search(): TextInput {
        return findChild(pane, "conversationSearch") as TextInput
    }

    function row(index: int): ConversationRow {
        list().forceLayout()
        return list().itemAtIndex(index) as ConversationRow
    }

    function test_clickAndEnterOpen() {
        mouseClick(row(1))
        compare(opened.signalArguments[0][0], 2)
        keyClick(Qt.Key_Down)
        compare(opened.count, 1)
        keyClick(Qt.Key_Return)
        compare(opened.signalArguments[1][0], 3)
    }

    function test_deleteKey() {
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Delete)
        compare(deleted.count, 1)
        compare(deleted.signalArguments[0][0], 2)
    }

    function test_renameInline() {
        keyClick(Qt.Key_F2)
        verify(row(0).renaming)
        for (const letter of "ab")
            keyClick(letter)
        keyClick(Qt.Key_Return)
        compare(renamed.count, 1)
        compare(renamed.signalArguments[0][0], 1)
        compare(renamed.signalArguments[0][1], "ab")
        verify(!row(0).renaming)
        verify(list().activeFocus)
    }

    function test_escapeKeepsTheTitle() {
        keyClick(Qt.Key_F2)
        keyClick("z")
        keyClick(Qt.Key_Escape)
        compare(renamed.count, 0)
        verify(!row(0).renaming)
        compare(row(0).title, "Release checklist")
    }

    function test_blankTitleIsNotTaken() {
        keyClick(Qt.Key_F2)
        keyClick(" ")
        keyClick(Qt.Key_Return)
        compare(renamed.count, 0)
    }

    function test_searchHidesTheList() {
        search().forceActiveFocus()
        keyClick("x")
        verify(!list().visible)
        keyClick(Qt.Key_Escape)
        compare(search().text, "")
        verify(list().visible)
    }

    function test_aFolderIsNoConversation() {
        conversations.append({
            conversationId: 0, title: "Garden", section: "Folders", answering: false, current: false, time: "",
            kind: "folder", folderId: 7, depth: 0, count: 3, expanded: false, pinned: false, archived: false,
            deleted: false, waiting: false, hasDraft: false
        })
        list().currentIndex = 3
        keyClick(Qt.Key_Delete)
        compare(deleted.count, 0)
        compare(row(3).Accessible.name, "Garden, 3 conversations")
        keyClick(Qt.Key_F2)
        verify(row(3).renaming)
        keyClick(Qt.Key_Escape)
        compare(opened.count, 0)
    }

    function test_rowsAreNamed() {
        compare(row(0).Accessible.name, "Release checklist")
        compare(row(1).Accessible.name, "Letter to the landlord, answering")
        compare(row(2).Accessible.name, "Bounded queue, draft")
        compare(row(0).Accessible.role, Accessible.ListItem)
    }
}
