import QtQuick
import Lanternfish.Actions
import Lanternfish.Models
import Lanternfish.Settings

/// The palette over all that the window has.
CommandPalette {
    id: palette

    required property ChatController chat
    required property ActionRegistry registry

    signal chatRequested
    signal sectionRequested(key: string)

    readonly property SettingsSections sections: SettingsSections {
        withStorage: true
    }

    finder: PaletteModel {
        ActionSource { kind: qsTr("Action"); icon: "go-next"; registry: palette.registry }
        ModelSource {
            kind: qsTr("Conversation")
            icon: "dialog-messages"
            model: palette.chat.titles
            titleRole: "title"
            keyRole: "conversationId"
            onChosen: key => {
                palette.chat.openConversation(Number(key))
                palette.chatRequested()
            }
        }
        QuerySource {
            kind: qsTr("Found")
            icon: "edit-find"
            model: palette.chat.quickSearch
            titleRole: "line"
            htmlRole: "lineHtml"
            keyRole: "key"
            onChosen: key => {
                const parts = key.split("/")
                palette.chat.openMessage(Number(parts[0]), Number(parts[1]))
                palette.chatRequested()
            }
        }
        ListSource {
            kind: qsTr("Settings")
            icon: "settings-configure"
            items: palette.sections.items
            onChosen: key => palette.sectionRequested(key)
        }
    }
}
