import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Find in the conversation: Enter and Shift+Enter go on and back, Escape closes.
FocusScope {
    id: bar
    objectName: "findBar"

    required property ConversationSearch search
    property string query
    /// The keys that go to the next match and to the one before, for the tooltips.
    property string nextKeys
    property string beforeKeys

    readonly property string summary: query === "" ? ""
        : search.count === 0 ? qsTr("Nothing found")
        : search.current === 0 ? qsTr("%1 found").arg(search.count)
        : qsTr("%1 of %2").arg(search.current).arg(search.count)

    /// The words changed; the search is to begin at what is in view.
    signal edited
    signal closed

    function take() {
        field.forceActiveFocus(Qt.ShortcutFocusReason)
        field.selectAll()
    }

    implicitWidth: Theme.scaled(200) + ends.implicitWidth + 2 * Theme.space8 + Theme.space4
    implicitHeight: Math.max(field.implicitHeight, ends.implicitHeight) + 2 * Theme.space8
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Find in this conversation")
    Keys.onEscapePressed: closed()
    onSummaryChanged: {
        if (summary !== "")
            field.Accessible.announce(summary, Accessible.Polite)
    }

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusControl
        color: Theme.surface
        border.color: Theme.control
    }

    Field {
        id: field
        objectName: "findField"

        anchors { left: parent.left; leftMargin: Theme.space8; right: ends.left; rightMargin: Theme.space4; verticalCenter: parent.verticalCenter }
        focus: true
        leadingIcon: "edit-find"
        label: qsTr("Find in this conversation")
        placeholderText: qsTr("Find")
        text: bar.query
        onTextEdited: {
            bar.query = text
            bar.edited()
        }
        Keys.onReturnPressed: event => event.modifiers & Qt.ShiftModifier ? bar.search.previous() : bar.search.next()
        Keys.onEnterPressed: event => event.modifiers & Qt.ShiftModifier ? bar.search.previous() : bar.search.next()
    }

    Row {
        id: ends

        anchors { right: parent.right; rightMargin: Theme.space8; verticalCenter: parent.verticalCenter }
        spacing: Theme.space4

        Label {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.max(implicitWidth, Theme.scaled(96))
            type: Theme.label
            horizontalAlignment: Text.AlignHCenter
            text: bar.summary
            color: bar.query !== "" && bar.search.count === 0 ? Theme.warn : Theme.text2
            Accessible.role: Accessible.StaticText
            Accessible.name: text
        }

        IconButton {
            anchors.verticalCenter: parent.verticalCenter
            enabled: bar.search.count > 0
            iconName: "go-up"
            text: qsTr("Match before")
            shortcutText: bar.beforeKeys
            onClicked: bar.search.previous()
        }

        IconButton {
            anchors.verticalCenter: parent.verticalCenter
            enabled: bar.search.count > 0
            iconName: "go-down"
            text: qsTr("Match after")
            shortcutText: bar.nextKeys
            onClicked: bar.search.next()
        }

        IconButton {
            anchors.verticalCenter: parent.verticalCenter
            iconName: "window-close"
            text: qsTr("Close")
            shortcutText: "Esc"
            onClicked: bar.closed()
        }
    }
}
