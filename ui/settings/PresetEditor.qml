pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// One preset: name, system prompt, thinking, sampling. Changes apply when a field is left.
Column {
    id: editor

    required property PresetListModel presets
    required property double presetId
    required property string name
    required property string systemPrompt
    required property string thinking
    required property double temperature
    required property double topP
    required property double minP
    required property int topK
    required property string seed

    spacing: Theme.space8
    topPadding: Theme.space12
    bottomPadding: Theme.space12

    Row {
        width: parent.width
        spacing: Theme.space8

        Field {
            width: parent.width - removeButton.width - Theme.space8
            label: qsTr("Name of the preset")
            text: editor.name
            maximumLength: 100
            onEditingFinished: {
                if (text.trim() !== "")
                    editor.presets.change(editor.presetId, { name: text.trim() })
                text = Qt.binding(() => editor.name)
            }
        }

        IconButton {
            id: removeButton

            anchors.verticalCenter: parent.verticalCenter
            iconName: "edit-delete"
            text: qsTr("Delete preset %1").arg(editor.name)
            onClicked: editor.presets.remove(editor.presetId)
        }
    }

    Card {
        width: parent.width
        implicitHeight: Math.max(64, prompt.contentHeight + 2 * Theme.space8)
        radius: Theme.radiusControl
        border.width: prompt.activeFocus ? 2 : 1
        border.color: prompt.activeFocus ? Theme.focus : Theme.buttonLine

        T.TextArea {
            id: prompt

            anchors { fill: parent; margins: Theme.space8; leftMargin: Theme.space12; rightMargin: Theme.space12 }
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            font: Theme.body.font
            color: Theme.text
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentText
            text: editor.systemPrompt
            KeyNavigation.priority: KeyNavigation.BeforeItem
            Accessible.role: Accessible.EditableText
            Accessible.name: qsTr("System prompt of %1").arg(editor.name)
            Accessible.multiLine: true
            Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
            Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
            onEditingFinished: editor.presets.change(editor.presetId, { systemPrompt: text })

            Label {
                visible: prompt.text === "" && prompt.preeditText === ""
                text: qsTr("System prompt: what the model is told before your first message")
                color: Theme.text3
                width: parent.width
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.space12

        ChoiceRow {
            choices: [{ value: "none", label: qsTr("No thinking") }, { value: "high", label: qsTr("High") }, { value: "max", label: qsTr("Max") }]
            current: editor.thinking
            onChosen: value => editor.presets.change(editor.presetId, { thinking: value })
        }

        Repeater {
            model: [{ key: "temperature", label: qsTr("Temperature"), value: editor.temperature },
                    { key: "topP", label: qsTr("Top P"), value: editor.topP },
                    { key: "minP", label: qsTr("Min P"), value: editor.minP },
                    { key: "topK", label: qsTr("Top K, 0 is off"), value: editor.topK }]

            Row {
                id: figure

                required property var modelData

                spacing: Theme.space8

                Label {
                    anchors.verticalCenter: parent.verticalCenter
                    type: Theme.caption
                    text: figure.modelData.label
                    color: Theme.text2
                    Accessible.ignored: true
                }

                NumberField {
                    label: figure.modelData.label
                    decimals: figure.modelData.key === "topK" ? 0 : 2
                    value: figure.modelData.value
                    onGiven: number => editor.presets.change(editor.presetId, { [figure.modelData.key]: number })
                }
            }
        }

        Row {
            spacing: Theme.space8

            Label {
                anchors.verticalCenter: parent.verticalCenter
                type: Theme.caption
                text: qsTr("Seed")
                color: Theme.text2
                Accessible.ignored: true
            }

            Field {
                objectName: "presetSeed"
                width: 176
                label: qsTr("Seed, empty for another one each time")
                placeholderText: qsTr("Another one each time")
                text: editor.seed
                // Up to 2^64 - 1.
                maximumLength: 20
                inputMethodHints: Qt.ImhDigitsOnly
                validator: RegularExpressionValidator { regularExpression: /[0-9]*/ }
                onEditingFinished: {
                    editor.presets.change(editor.presetId, { seed: text })
                    text = Qt.binding(() => editor.seed)
                }
            }
        }
    }

    Rectangle {
        width: parent.width
        height: 1
        color: Theme.line
    }
}
