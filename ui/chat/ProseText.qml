pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Running text of a message. `html` comes from the markup library, which lets no tag of the model through. A lantern
/// dot ends it while it is `streaming`.
SelectableText {
    id: prose

    property string html
    property bool streaming: false
    property TypeStyle type: Theme.prose

    signal linkOpened(target: string)

    textFormat: TextEdit.RichText
    wrapMode: TextEdit.Wrap
    font: type.font
    text: "<style>a{color:%1}ul,ol{margin-top:0;margin-bottom:0;margin-left:-18px}li{margin-top:4px}code{background-color:%2;font-family:'%3';font-size:%4px}</style>"
        .arg(Theme.accent).arg(Theme.sunken).arg(Theme.fixedFamily).arg(Theme.code.font.pixelSize)
        + "<div style='white-space:pre-wrap;-qt-line-height-type:fixed;line-height:%1px'>".arg(type.lineHeight) + html + "</div>"

    // A text that still grows would take its links away under the keyboard's focus.
    Loader {
        active: prose.streaming || prose.html.includes("<a ")
        sourceComponent: prose.streaming ? light : links
    }

    Component {
        id: links

        Item {
            TextRegions {
                id: regions

                textDocument: prose.textDocument
            }

            Repeater {
                model: regions.links

                LinkSpot {
                    edit: prose
                    onOpened: target => prose.linkOpened(target)
                }
            }
        }
    }

    Component {
        id: light

        LanternDot {
            readonly property rect end: {
                prose.html
                prose.width
                prose.contentHeight
                return prose.positionToRectangle(prose.length)
            }

            x: prose.effectiveHorizontalAlignment === TextEdit.AlignRight ? end.x - 6 - width : end.x + 6
            y: end.y + Math.round((end.height - height) / 2)
        }
    }
}
