pragma ComponentBehavior: Bound

import QtQuick
import QtTest
import Lanternfish.Chat
import Lanternfish.Theme

TestCase {
    id: test

    name: "TaskBoxes"
    when: windowShown
    visible: true
    width: 400
    height: 300

    readonly property string mixed: "<ul><li class=\"checked\">done</li><li>plain</li><li class=\"unchecked\">to do"
        + "<ol><li class=\"checked\">inner</li></ol></li></ul>"

    Rectangle {
        id: ground

        anchors.fill: parent
        color: Theme.canvas

        TextEdit {
            id: edit

            x: 20
            width: 300
            textFormat: TextEdit.RichText
            wrapMode: TextEdit.Wrap
            font.pixelSize: 15
            color: Theme.text

            TaskBoxes {
                id: boxes

                textDocument: edit.textDocument
            }
        }
    }

    function init() {
        failOnWarning(/.?/)
        edit.font.pixelSize = 15
        edit.width = 300
        edit.text = mixed
        tryVerify(() => boxes.count === 3 && boxes.itemAt(0).width === 13)
    }

    /// How many pixels beside the first letter of `word` are not as the ground is.
    function inkBefore(word: string): int {
        const letter = edit.positionToRectangle(edit.getText(0, edit.length).indexOf(word))
        const picture = grabImage(ground)
        let count = 0
        for (let y = Math.ceil(letter.y); y < letter.y + letter.height; ++y) {
            for (let x = Math.max(0, edit.x + letter.x - 2 * edit.font.pixelSize); x < edit.x + letter.x - 1; ++x)
                count += Qt.colorEqual(picture.pixel(x, y), Theme.canvas) ? 0 : 1
        }
        return count
    }

    function test_boxesStandInThePlaceOfBullets() {
        compare(edit.length, "done\nplain\nto do\ninner".length)
        const words = ["done", "to do", "inner"]
        for (let i = 0; i < words.length; ++i) {
            const box = boxes.itemAt(i)
            const letter = edit.positionToRectangle(edit.getText(0, edit.length).indexOf(words[i]))
            compare(boxes.places.tasks[i].done, words[i] !== "to do")
            verify(box.x + box.width < letter.x && box.x + box.width > letter.x - 8, words[i])
            verify(box.y >= letter.y && box.y + box.height <= letter.y + letter.height, words[i])
            verify(inkBefore(words[i]) > 0, words[i])
        }
    }

    function test_nothingElseStandsThere() {
        boxes.model = []
        compare(inkBefore("done"), 0)
        compare(inkBefore("to do"), 0)
        compare(inkBefore("inner"), 0)
        verify(inkBefore("plain") > 0)
        // Nor in the first frame of another text.
        edit.text = "<ul><li class=\"unchecked\">new</li></ul>"
        compare(inkBefore("new"), 0)
        boxes.model = Qt.binding(() => boxes.places.tasks)
        tryCompare(boxes, "count", 1)
    }

    function test_boxesFollowTheLayout() {
        const before = boxes.itemAt(1).y
        edit.text = mixed.replace("done", "done ".repeat(30))
        tryVerify(() => boxes.itemAt(1).y > before + 15)
        const small = boxes.itemAt(0).width
        edit.font.pixelSize = 30
        tryVerify(() => boxes.itemAt(0).width === 2 * small)
    }
}
