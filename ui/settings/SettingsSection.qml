import QtQuick
import Lanternfish.Controls
import Lanternfish.Theme

/// One section: a heading and its SettingsRows. With a filter only the rows that match it are shown, or all when the
/// heading matches.
Column {
    id: section

    required property string title
    property string filter

    /// What matches beside the rows.
    property bool alsoFound: false
    readonly property bool titleFound: filter !== "" && matches(title)
    readonly property bool found: filter === "" || titleFound || alsoFound || rowFound()

    function matches(text: string): bool {
        const place = text.toLocaleLowerCase()
        return filter.toLocaleLowerCase().split(/\s+/).every(word => place.includes(word))
    }

    function shows(text: string): bool {
        return filter === "" || titleFound || matches(text)
    }

    function rowFound(): bool {
        for (let i = 0; i < children.length; ++i) {
            if ((children[i] as SettingsRow)?.found || (children[i] as ElectricityRows)?.found)
                return true
        }
        return false
    }

    visible: found
    bottomPadding: Theme.space24

    Label {
        width: section.width
        bottomPadding: Theme.space4
        type: Theme.heading
        text: section.title
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
}
