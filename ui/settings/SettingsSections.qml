import QtQml

/// The sections of the settings in their order.
QtObject {
    id: sections

    /// Storage is there only when the window brings its page.
    property bool withStorage: false

    readonly property list<string> keys: ["devices", "chat", "appearance", ...(withStorage ? ["storage"] : []),
                                          "shortcuts", "language", "about"]
    /// For the command palette: objects with key and title.
    readonly property var items: keys.map(key => ({ key: key, title: titleOf(key) }))

    function titleOf(key: string): string {
        switch (key) {
        case "devices": return qsTr("Models and devices")
        case "chat": return qsTr("Chat")
        case "appearance": return qsTr("Appearance")
        case "storage": return qsTr("Storage")
        case "shortcuts": return qsTr("Shortcuts")
        case "language": return qsTr("Language")
        case "about": return qsTr("About")
        default: return ""
        }
    }
}
