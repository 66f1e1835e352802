pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Actions
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Sections at the left, a search over all of them on top, the chosen section at the right. Changes apply at once.
FocusScope {
    id: page

    required property ChatController chat
    required property Preferences preferences
    required property ActionRegistry actions
    required property Language language
    /// The page of the storage section, a SettingsSection; without it there is no such section.
    property Component storage: null

    property string section: "appearance"
    readonly property string filter: search.text.trim()
    readonly property bool narrow: width / Theme.textScale < 640
    readonly property Item sectionList: narrow ? menuButton : list
    readonly property Item content: flick

    function focusSearch() {
        search.forceActiveFocus(Qt.ShortcutFocusReason)
        search.selectAll()
    }

    function focusSections() {
        sectionList.forceActiveFocus(Qt.TabFocusReason)
    }

    function focusContent() {
        flick.forceActiveFocus(Qt.TabFocusReason)
    }

    function show(key: string) {
        search.clear()
        section = key
        flick.contentY = 0
    }

    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Settings")

    SettingsSections {
        id: sections

        withStorage: page.storage !== null
    }

    Item {
        id: bar

        anchors { left: parent.left; right: parent.right; top: parent.top }
        height: Math.max(48, search.implicitHeight + Theme.space16)

        Label {
            id: title

            visible: !page.narrow
            anchors { left: parent.left; leftMargin: Theme.space24; verticalCenter: parent.verticalCenter }
            type: Theme.title
            text: qsTr("Settings")
            Accessible.role: Accessible.Heading
            Accessible.name: text
        }

        Button {
            id: menuButton

            visible: page.narrow
            anchors { left: parent.left; leftMargin: Theme.space8; verticalCenter: parent.verticalCenter }
            trailingIcon: "go-down"
            text: sections.titleOf(page.section)
            Accessible.name: qsTr("Section: %1").arg(text)
            onClicked: menu.popup(menuButton, 0, menuButton.height)

            Menu {
                id: menu

                Repeater {
                    model: sections.keys

                    MenuItem {
                        required property string modelData

                        text: sections.titleOf(modelData)
                        ticked: page.section === modelData
                        onTriggered: page.show(modelData)
                    }
                }
            }
        }

        Field {
            id: search
            objectName: "settingsSearch"

            anchors { right: parent.right; rightMargin: page.narrow ? Theme.space8 : Theme.space24; verticalCenter: parent.verticalCenter }
            width: Math.min(320 * Theme.textScale,
                            parent.width - (page.narrow ? menuButton.width : title.width) - Theme.space24 * 2 - Theme.space12)
            leadingIcon: "edit-find"
            label: qsTr("Search settings")
            placeholderText: qsTr("Search settings")
            Keys.onEscapePressed: event => {
                event.accepted = text !== ""
                clear()
            }
            Keys.onDownPressed: page.focusContent()
        }

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 1
            color: Theme.line
        }
    }

    ListView {
        id: list
        objectName: "settingsSections"

        visible: !page.narrow
        anchors { left: parent.left; top: bar.bottom; bottom: parent.bottom; topMargin: Theme.space8 }
        width: 200 * Math.min(Theme.textScale, 1.4)
        activeFocusOnTab: true
        focus: true
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        highlightMoveDuration: 0
        model: sections.keys
        currentIndex: sections.keys.indexOf(page.section)
        Accessible.role: Accessible.PageTabList
        Accessible.name: qsTr("Sections")
        Keys.onUpPressed: step(-1)
        Keys.onDownPressed: step(1)

        function step(by: int) {
            const next = sections.keys.indexOf(page.section) + by
            if (next >= 0 && next < sections.keys.length)
                page.show(sections.keys[next])
        }

        delegate: SectionButton {
            required property string modelData

            width: list.width
            text: sections.titleOf(modelData)
            current: page.section === modelData && page.filter === ""
            focused: list.activeFocus && page.section === modelData
            onClicked: {
                page.show(modelData)
                list.forceActiveFocus(Qt.MouseFocusReason)
            }
        }
    }

    Rectangle {
        visible: list.visible
        anchors { left: list.right; top: bar.bottom; bottom: parent.bottom }
        width: 1
        color: Theme.line
    }

    Flickable {
        id: flick
        objectName: "settingsContent"

        anchors { left: list.visible ? list.right : parent.left; leftMargin: 1; right: parent.right; top: bar.bottom; bottom: parent.bottom }
        contentWidth: width
        contentHeight: column.implicitHeight + 2 * Theme.space24
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        clip: true
        ScrollBar.vertical: ScrollBar {}
        Keys.onUpPressed: contentY = Math.max(0, contentY - 48)
        Keys.onDownPressed: contentY = Math.max(0, Math.min(contentHeight - height, contentY + 48))
        Accessible.role: Accessible.Pane
        Accessible.name: page.filter === "" ? sections.titleOf(page.section) : qsTr("Settings found")

        Column {
            id: column

            x: Math.round((flick.width - width) / 2)
            y: Theme.space24
            width: Math.min(736, flick.width - 2 * Theme.space24)

            component Slot: Loader {
                required property string key

                readonly property bool found: (item as SettingsSection)?.found ?? false

                width: column.width
                active: page.filter !== "" || page.section === key
                visible: active && found
            }

            Slot {
                id: devicesSlot

                key: "devices"
                sourceComponent: DevicesSection {
                    filter: page.filter
                    chat: page.chat
                    preferences: page.preferences
                }
            }

            Slot {
                id: chatSlot

                key: "chat"
                sourceComponent: ChatSection {
                    filter: page.filter
                    preferences: page.preferences
                    presets: page.chat.presets
                }
            }

            Slot {
                id: appearanceSlot

                key: "appearance"
                sourceComponent: AppearanceSection {
                    filter: page.filter
                    preferences: page.preferences
                    actions: page.actions
                }
            }

            Slot {
                id: storageSlot

                key: "storage"
                sourceComponent: page.storage
                Binding {
                    target: storageSlot.item
                    property: "filter"
                    value: page.filter
                    when: storageSlot.item !== null
                }
            }

            Slot {
                id: shortcutsSlot

                key: "shortcuts"
                sourceComponent: ShortcutsSection {
                    filter: page.filter
                    actions: page.actions
                }
            }

            Slot {
                id: languageSlot

                key: "language"
                sourceComponent: LanguageSection {
                    filter: page.filter
                    preferences: page.preferences
                    language: page.language
                }
            }

            Slot {
                id: aboutSlot

                key: "about"
                sourceComponent: AboutSection {
                    filter: page.filter
                }
            }

            Label {
                objectName: "nothingFound"
                visible: page.filter !== "" && ![devicesSlot, chatSlot, appearanceSlot, storageSlot, shortcutsSlot,
                                                 languageSlot, aboutSlot].some(slot => slot.found)
                width: parent.width
                color: Theme.text2
                wrapMode: Text.Wrap
                text: qsTr("Nothing found for '%1'. Try fewer letters.").arg(page.filter)
            }
        }

        Rectangle {
            visible: flick.activeFocus
            parent: flick
            anchors.fill: parent
            color: "transparent"
            border.width: 2
            border.color: Theme.focus
        }
    }
}
