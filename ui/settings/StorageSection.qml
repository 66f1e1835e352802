pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Dialogs
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Where the history lies, how much it takes, its backups, and what comes in and out.
SettingsSection {
    id: section

    required property StorageController storage
    required property ExchangeController exchange
    required property Preferences preferences

    signal exportRequested

    title: qsTr("Storage")
    Component.onCompleted: storage.refresh()

    SettingsRow {
        section: section
        title: qsTr("History")
        detail: section.storage.folder === "" ? qsTr("In memory only") : section.storage.folder
        keywords: qsTr("database folder disk size")

        Row {
            spacing: Theme.space8

            ValueText {
                anchors.verticalCenter: parent.verticalCenter
                text: section.storage.sizeText
            }

            Button {
                visible: section.storage.folder !== ""
                text: qsTr("Open folder")
                onClicked: Qt.openUrlExternally(section.storage.folderUrl)
            }
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Attached files")
        detail: qsTr("Part of the history; each is kept once")

        ValueText {
            text: section.storage.attachmentsText
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Unused space in the file")
        detail: section.storage.freeText === "" ? qsTr("Nothing is unused") : qsTr("%1 can be freed").arg(section.storage.freeText)
        keywords: qsTr("vacuum compact")

        Button {
            objectName: "vacuumButton"
            text: qsTr("Compact")
            enabled: !section.storage.busy && section.storage.freeText !== ""
            onClicked: section.storage.vacuum()
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Backups")
        detail: section.storage.backups.length === 0 ? qsTr("None yet. One is made each day that the app runs.")
            : qsTr("%n, the newest of %1. One is made each day that the app runs.", "", section.storage.backups.length)
                .arg(section.storage.backups[0].timeText)
        keywords: qsTr("restore")

        Row {
            spacing: Theme.space8

            Button {
                objectName: "backUpButton"
                text: qsTr("Back up now")
                enabled: !section.storage.busy && section.storage.folder !== ""
                onClicked: section.storage.backUp()
            }

            Button {
                id: restore

                objectName: "restoreButton"
                text: qsTr("Restore")
                trailingIcon: "go-down"
                enabled: !section.storage.busy && section.storage.backups.length > 0
                onClicked: backups.popup(restore, 0, restore.height)

                Menu {
                    id: backups

                    Instantiator {
                        model: section.storage.backups
                        delegate: MenuItem {
                            required property var modelData

                            text: modelData.timeText
                            detail: modelData.sizeText
                            onTriggered: section.storage.restore(modelData.path)
                        }
                        onObjectAdded: (index, object) => backups.insertItem(index, object as MenuItem)
                        onObjectRemoved: (index, object) => backups.removeItem(object as MenuItem)
                    }
                }
            }
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Space for backups, in GiB")
        detail: qsTr("They take %1. When they take more than this, the oldest go as the next one is made; the newest two always stay. Left empty there is no limit.")
            .arg(section.storage.backupsText)
        keywords: qsTr("limit disk size")

        NumberField {
            objectName: "backupGib"
            label: qsTr("Space for backups in GiB")
            optional: true
            decimals: -1
            highest: section.storage.mostBackupGib
            value: section.storage.backupGib
            onGiven: number => section.preferences.backupGib = number
        }
    }

    SettingsRow {
        section: section
        title: qsTr("Export and import")
        detail: qsTr("All conversations, as one file or as documents. Files of this app, ChatGPT, DeepSeek and Open WebUI, and the folder of Jan can be imported.")
        keywords: qsTr("save load json markdown html pdf")

        Row {
            spacing: Theme.space8

            Button {
                iconName: "document-export"
                text: qsTr("Export")
                enabled: !section.exchange.busy
                onClicked: section.exportRequested()
            }

            Button {
                iconName: "document-import"
                text: qsTr("Import")
                enabled: !section.exchange.busy
                onClicked: file.open()
            }

            Button {
                text: qsTr("Import folder")
                enabled: !section.exchange.busy
                onClicked: folder.open()
            }
        }
    }

    Banner {
        id: preview

        property bool anythingNew: false
        property string found

        visible: found !== ""
        width: parent.width
        text: found
        actionText: anythingNew ? qsTr("Import") : ""
        onAction: {
            found = ""
            section.exchange.importFile()
        }
        onClosed: found = ""
    }

    Banner {
        visible: text !== ""
        width: parent.width
        tone: section.exchange.failed ? "error" : "neutral"
        text: section.exchange.busy ? qsTr("Working, %1 %").arg(Math.floor(100 * section.exchange.progress)) : section.exchange.message
        actionText: section.exchange.busy ? qsTr("Stop") : ""
        closable: !section.exchange.busy
        onAction: section.exchange.cancel()
        onClosed: section.exchange.clearMessage()
    }

    Label {
        visible: text !== ""
        width: parent.width
        topPadding: Theme.space8
        text: section.storage.message
        color: Theme.text2
        wrapMode: Text.Wrap
        Accessible.role: Accessible.AlertMessage
        Accessible.name: text
    }

    Connections {
        target: section.exchange

        function onPreviewed(text: string, anythingNew: bool) {
            preview.anythingNew = anythingNew
            preview.found = text
        }
    }

    FolderDialog {
        id: folder

        title: qsTr("Import folder")
        onAccepted: section.exchange.previewImport(selectedFolder)
    }

    FileDialog {
        id: file

        title: qsTr("Import")
        nameFilters: [qsTr("Histories (*.json)"), qsTr("All files (*)")]
        onAccepted: section.exchange.previewImport(selectedFile)
    }
}
