import QtQml
import Lanternfish.Actions
import Lanternfish.Chat
import Lanternfish.Models
import Lanternfish.Settings

/// What can be done in the window. Keys, palette and settings know an action from this list alone. Names are kept in the
/// settings: they never change. What concerns the window itself is asked of it by a signal.
ActionRegistry {
    id: actions

    required property ChatController chat
    required property ChatPage page
    required property Preferences preferences

    signal paletteToggled
    signal placeRequested(where: string)
    signal sectionRequested(key: string)
    signal settingSearchRequested
    signal newRequested
    signal exportRequested
    signal searchRequested
    signal listToggled
    signal paneRequested(direction: int)

    onKeysChosen: Choices.keysMade(actions)

    property Connections others: Connections {
        target: Choices

        function onKeysMade(by: QtObject) {
            if (by !== actions)
                actions.reread()
        }
    }

    Action { name: "palette"; text: qsTr("Open the command palette"); defaults: ["Ctrl+K"]; listed: false; onTriggered: actions.paletteToggled() }
    Action { name: "shortcuts"; text: qsTr("Show all shortcuts"); defaults: ["F1"]; onTriggered: actions.sectionRequested("shortcuts") }
    Action { name: "new-conversation"; text: qsTr("New conversation"); defaults: ["Ctrl+N"]; onTriggered: actions.newRequested() }
    Action { name: "new-temporary"; text: qsTr("New temporary conversation"); defaults: ["Ctrl+Shift+N"]; onTriggered: { actions.chat.newTemporaryConversation(); actions.placeRequested("chat") } }
    Action { name: "new-window"; text: qsTr("New window"); defaults: ["Ctrl+Shift+O"]; onTriggered: actions.chat.openWindow() }
    Action { name: "place-chat"; text: qsTr("Go to chat"); defaults: ["Ctrl+1"]; onTriggered: actions.placeRequested("chat") }
    Action { name: "place-library"; text: qsTr("Go to library"); defaults: ["Ctrl+3"]; onTriggered: actions.placeRequested("library") }
    Action { name: "place-settings"; text: qsTr("Go to settings"); defaults: ["Ctrl+,"]; onTriggered: actions.placeRequested("settings") }
    Action { name: "find-setting"; text: qsTr("Find a setting"); place: "settings"; defaults: ["Ctrl+F"]; onTriggered: actions.settingSearchRequested() }
    Action { name: "list"; text: qsTr("Show or hide the list of conversations"); defaults: ["Ctrl+B"]; onTriggered: actions.listToggled() }
    Action { name: "composer"; text: qsTr("Write a message"); defaults: ["Ctrl+L"]; onTriggered: actions.placeRequested("chat") }
    Action { name: "find"; text: qsTr("Find in this conversation"); place: "chat"; defaults: ["Ctrl+F"]; onTriggered: actions.page.find() }
    Action { name: "export"; text: qsTr("Export this conversation"); place: "chat"; onTriggered: actions.exportRequested() }
    Action { name: "search"; text: qsTr("Search all conversations"); defaults: ["Ctrl+Shift+F"]; onTriggered: actions.searchRequested() }
    Action { name: "attach"; text: qsTr("Attach text files"); place: "chat"; onTriggered: actions.page.attach() }
    Action { name: "find-next"; text: qsTr("Next match"); place: "chat"; defaults: ["F3"]; listed: false; onTriggered: actions.page.findNext(1) }
    Action { name: "find-before"; text: qsTr("Match before"); place: "chat"; defaults: ["Shift+F3"]; listed: false; onTriggered: actions.page.findNext(-1) }
    Action { name: "message-before"; text: qsTr("Message before"); place: "chat"; defaults: ["Alt+Up"]; onTriggered: actions.page.stepMessage(-1) }
    Action { name: "message-after"; text: qsTr("Message after"); place: "chat"; defaults: ["Alt+Down"]; onTriggered: actions.page.stepMessage(1) }
    Action { name: "message-copy"; text: qsTr("Copy the focused message"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["C"]; listed: false; onTriggered: actions.page.actOnMessage("copy") }
    Action { name: "message-regenerate"; text: qsTr("Answer again at the focused message"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["R"]; listed: false; onTriggered: actions.page.actOnMessage("regenerate") }
    Action { name: "message-edit"; text: qsTr("Edit the focused question"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["E"]; listed: false; onTriggered: actions.page.actOnMessage("edit") }
    Action { name: "message-quote"; text: qsTr("Quote the focused message"); place: "chat"; whenUnclaimed: true; letters: true; defaults: ["Q"]; listed: false; onTriggered: actions.page.actOnMessage("quote") }
    Action { name: "stop"; text: qsTr("Stop the answer"); defaults: ["Esc"]; whenUnclaimed: true; onTriggered: actions.chat.stop() }
    Action { name: "pane-next"; text: qsTr("Next pane"); defaults: ["F6"]; listed: false; onTriggered: actions.paneRequested(1) }
    Action { name: "pane-before"; text: qsTr("Pane before"); defaults: ["Shift+F6"]; listed: false; onTriggered: actions.paneRequested(-1) }
    Action { name: "text-larger"; text: qsTr("Larger text"); defaults: ["Ctrl++", "Ctrl+="]; onTriggered: actions.preferences.zoom(1) }
    Action { name: "text-smaller"; text: qsTr("Smaller text"); defaults: ["Ctrl+-"]; onTriggered: actions.preferences.zoom(-1) }
    Action { name: "text-normal"; text: qsTr("Normal text size"); defaults: ["Ctrl+0"]; onTriggered: actions.preferences.textScale = 1 }
}
