import QtQuick
import Lanternfish.Controls

/// A menu that is made when it is opened: each answer and each table has one, and few are ever seen.
Loader {
    readonly property bool shown: (item as Menu)?.visible ?? false

    function open() {
        active = true
        const menu = item as Menu
        menu.open()
    }

    active: false
}
