import QtQuick
import QtQuick.Templates as T
import Lanternfish.Actions
import Lanternfish.Controls
import Lanternfish.Theme

/// Takes the next combination of keys for `action`. What can't be used is said; what another action holds is named, to
/// swap or to leave. Tab leaves, as everywhere.
FocusScope {
    id: recorder

    required property ActionRegistry actions
    required property Action action

    property string wanted
    property Action holder: null
    property string note

    /// Finished by keys or buttons.
    signal done
    /// The focus went elsewhere.
    signal abandoned

    function take(keys: string) {
        holder = null
        note = actions.problemWith(action, keys)
        wanted = keys
        if (note !== "") {
            Accessible.announce(note, Accessible.Assertive)
            return
        }
        holder = actions.holderOf(keys, action)
        if (holder === null) {
            actions.assign(action, keys)
            done()
            return
        }
        note = qsTr("%1 is used by '%2'.").arg(actions.shown(keys)).arg(holder.text)
        Accessible.announce(note, Accessible.Assertive)
    }

    implicitHeight: column.implicitHeight
    Component.onCompleted: field.forceActiveFocus(Qt.OtherFocusReason)
    onActiveFocusChanged: {
        if (!activeFocus)
            abandoned()
    }

    Column {
        id: column

        width: recorder.width
        spacing: Theme.space8

        T.Control {
            id: field
            objectName: "keyField"

            width: parent.width
            implicitHeight: Math.max(Theme.primaryTarget, Theme.body.lineHeight + 12)
            focus: true
            focusPolicy: Qt.StrongFocus
            Accessible.role: Accessible.HotkeyField
            Accessible.name: qsTr("New keys for '%1'").arg(recorder.action.text)
            Accessible.description: recorder.note
            Keys.onShortcutOverride: event => event.accepted = true
            Keys.onPressed: event => {
                if (event.key === Qt.Key_Tab || event.key === Qt.Key_Backtab)
                    return
                event.accepted = true
                if (event.modifiers === Qt.NoModifier && event.key === Qt.Key_Escape) {
                    recorder.done()
                } else if (event.modifiers === Qt.NoModifier && event.key === Qt.Key_Backspace) {
                    recorder.actions.assign(recorder.action, "")
                    recorder.done()
                } else {
                    const keys = recorder.actions.keysOf(event.key, event.modifiers)
                    if (keys !== "")
                        recorder.take(keys)
                }
            }

            contentItem: Label {
                leftPadding: Theme.space12
                rightPadding: Theme.space12
                text: recorder.wanted !== "" ? recorder.actions.shown(recorder.wanted) : qsTr("Press the new keys")
                color: recorder.wanted !== "" ? Theme.text : Theme.text3
                elide: Text.ElideRight
            }

            background: Rectangle {
                radius: Theme.radiusControl
                color: Theme.surface
                border.width: field.activeFocus ? 2 : 1
                border.color: field.activeFocus ? Theme.focus : Theme.buttonLine
            }
        }

        Label {
            objectName: "keyNote"
            visible: recorder.note !== ""
            width: parent.width
            type: Theme.caption
            color: Theme.warn
            wrapMode: Text.Wrap
            text: recorder.note
        }

        Row {
            visible: recorder.holder !== null
            spacing: Theme.space8

            Button {
                objectName: "swapKeys"
                text: qsTr("Swap")
                onClicked: {
                    recorder.actions.swap(recorder.action, recorder.wanted)
                    recorder.done()
                }
            }

            Button {
                objectName: "keepKeys"
                text: qsTr("Leave as it is")
                onClicked: recorder.done()
            }
        }
    }
}
