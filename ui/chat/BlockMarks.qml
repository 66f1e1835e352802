import QtQuick

/// What a block shows beside its own text: the stream's selection in it, the caret of the keyboard, what was found.
QtObject {
    /// Beginning and end of what is selected; the end may lie behind the text's.
    property point selected: Qt.point(0, 0)
    /// Where the keyboard goes on selecting; -1 when that is in another block.
    property int caret: -1
    /// Beginning and end of each match, and where the one begins that the reader is at; -1 for none.
    property list<point> matches: []
    property int currentMatch: -1
}
