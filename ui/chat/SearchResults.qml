pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// What was found in the history, best first. Enter opens the conversation at the message.
ListView {
    id: results

    required property SearchModel search

    signal openRequested(conversationId: double, messageId: double)

    function choose() {
        const row = currentItem as T.ItemDelegate
        if (row)
            row.click()
    }

    model: search
    activeFocusOnTab: true
    clip: true
    boundsBehavior: Flickable.StopAtBounds
    keyNavigationEnabled: true
    highlightMoveDuration: 0
    bottomMargin: Theme.space8
    ScrollBar.vertical: ScrollBar {}
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Search results")
    Keys.onReturnPressed: choose()
    Keys.onEnterPressed: choose()
    onActiveFocusChanged: {
        if (activeFocus && currentIndex < 0 && count > 0)
            currentIndex = 0
    }

    delegate: T.ItemDelegate {
        id: hit

        required property int index
        required property double conversationId
        required property double messageId
        required property string title
        required property string snippet
        required property string snippetHtml
        required property string timeText

        width: results.width
        leftInset: Theme.space8
        rightInset: Theme.space8
        leftPadding: Theme.space16
        rightPadding: Theme.space16
        topPadding: 6
        bottomPadding: 6
        implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
        hoverEnabled: true
        focusPolicy: Qt.NoFocus
        Accessible.role: Accessible.ListItem
        Accessible.name: [title, timeText].filter(part => part !== "").join(", ")
        Accessible.description: snippet
        Accessible.onPressAction: click()
        onClicked: {
            results.currentIndex = index
            results.openRequested(conversationId, messageId)
        }

        contentItem: Column {
            spacing: 2

            Label {
                width: parent.width
                type: Theme.label
                font: Theme.label.weighted(Font.DemiBold)
                text: hit.title
                elide: Text.ElideRight
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                type: Theme.caption
                text: hit.timeText
                color: Theme.text3
                elide: Text.ElideRight
                Accessible.ignored: true
            }

            Label {
                visible: hit.messageId !== 0
                width: parent.width
                type: Theme.caption
                // Made by SearchModel: everything but the marks is escaped.
                text: hit.snippetHtml
                textFormat: Text.StyledText
                color: Theme.text2
                wrapMode: Text.Wrap
                maximumLineCount: 3
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }

        background: Rectangle {
            radius: Theme.radiusRow
            color: hit.hovered ? Theme.hover : "transparent"

            Rectangle {
                visible: hit.ListView.isCurrentItem && results.activeFocus
                anchors.fill: parent
                radius: parent.radius
                color: "transparent"
                border.width: 2
                border.color: Theme.focus
            }
        }
    }
}
