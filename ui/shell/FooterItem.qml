import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Theme

/// One fact of the footer. Its hint tells more under the pointer or the keyboard's focus.
T.Button {
    id: item

    property string iconName
    property color iconColor: Theme.text2
    property string strong
    property string hint
    /// For narrow windows: the words are only in the hint and the name.
    property bool iconOnly: false

    implicitHeight: Math.max(20, row.implicitHeight)
    implicitWidth: Math.ceil(row.implicitWidth)
    hoverEnabled: true
    focusPolicy: hint === "" ? Qt.NoFocus : Qt.StrongFocus
    activeFocusOnTab: hint !== ""
    Accessible.role: hint === "" ? Accessible.StaticText : Accessible.Button
    Accessible.name: strong === "" ? text : "%1 %2".arg(strong).arg(text)
    Accessible.description: hint

    contentItem: Item {
        Row {
            id: row

            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            Icon {
                visible: item.iconName !== ""
                anchors.verticalCenter: parent.verticalCenter
                name: item.iconName
                size: Theme.icon(14)
                color: item.iconColor
            }

            Label {
                visible: item.strong !== ""
                type: Theme.caption
                font: Theme.caption.weighted(Font.DemiBold)
                text: item.strong
            }

            Label {
                visible: !item.iconOnly
                type: Theme.caption
                text: item.text
                color: Theme.text2
            }
        }
    }

    background: Item {
        FocusFrame {
            control: item
            controlRadius: Theme.radiusInline
            anchors.margins: -2
        }
    }

    Tip {
        owner: item
        text: item.hint
        delay: item.visualFocus || item.down ? 0 : 400
        y: -height - 6
    }
}
