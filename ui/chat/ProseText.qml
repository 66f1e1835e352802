pragma ComponentBehavior: Bound

import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// Running text of a message: `html`, or what `source` has of it. It comes from the markup library, which lets no tag of
/// the model through. A lantern dot ends it while it is `streaming`.
SelectableText {
    id: prose

    property alias html: content.html
    property alias source: content.source
    property bool streaming: false
    property TypeStyle type: Theme.prose

    signal linkOpened(target: string)

    textFormat: TextEdit.RichText
    wrapMode: TextEdit.Wrap
    font: type.font

    ProseDocument {
        id: content

        textDocument: prose.textDocument
        font: prose.type.font
        lineHeight: prose.type.lineHeight
        linkColor: Theme.accent
        codeColor: Theme.sunken
        codeFont: Theme.code.font
    }

    // A text that still grows would take its links away under the keyboard's focus.
    OnDemand {
        active: !prose.streaming && content.hasLinks
        delay: 100

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

    OnDemand {
        active: content.hasTasks

        Item {
            x: prose.leftPadding
            y: prose.topPadding

            TaskBoxes { textDocument: prose.textDocument }
        }
    }

    OnDemand {
        active: prose.streaming
        delay: 40

        LanternDot {
            readonly property rect end: content.end

            x: prose.leftPadding + (prose.effectiveHorizontalAlignment === TextEdit.AlignRight ? end.x - 6 - width : end.x + 6)
            y: prose.topPadding + end.y + Math.round((end.height - height) / 2)
        }
    }
}
