import QtQuick
import Lanternfish.Chat
import Lanternfish.Settings

/// The panes that keys go round: rail, list, content, composer, footer.
QtObject {
    id: ring

    required property Rail rail
    required property ConversationList list
    required property ChatPage chatPage
    required property Loader library  // loaded while it is the open place
    required property Loader settings  // likewise
    required property Footer footer

    /// What the open place brings between rail and footer: the item that holds the focus, and how it takes it.
    function ofPlace(): var {
        const page = settings.item as SettingsPage
        if (page !== null)
            return [{ item: page.sectionList, take: () => page.focusSections() },
                    { item: page.content, take: () => page.focusContent() }]
        if (library.item !== null)
            return [{ item: library, take: () => library.item.forceActiveFocus(Qt.TabFocusReason) }]
        const panes = []
        if (list.visible)
            panes.push({ item: list, take: () => list.focusList(Qt.TabFocusReason) })
        if (chatPage.hasMessages)
            panes.push({ item: chatPage.messages, take: () => chatPage.focusMessages() })
        panes.push({ item: chatPage.input, take: () => chatPage.focusComposer() })
        return panes
    }

    /// Moves the focus to the next pane, or with -1 to the one before.
    function step(direction: int, focused: Item) {
        const panes = [{ item: rail, take: () => rail.focusPane() }, ...ofPlace(),
                       { item: footer, take: () => footer.focusPane() }]
        const at = panes.findIndex(pane => pane.item.activeFocus || holds(pane.item, focused))
        panes[(at + direction + panes.length) % panes.length].take()
    }

    function holds(ancestor: Item, item: Item): bool {
        for (let each = item; each; each = each.parent) {
            if (each === ancestor)
                return true
        }
        return false
    }
}
