import QtQuick
import Lanternfish.Controls
import Lanternfish.Models
import Lanternfish.Theme

/// What the estimate of the electricity goes by: the computer's power under load and the price.
Column {
    id: rows

    required property SettingsSection section
    required property Preferences preferences
    required property UsageController usage

    readonly property bool found: power.found || price.found
    readonly property string currency: usage.currency

    width: parent?.width ?? 0

    SettingsRow {
        id: power

        section: rows.section
        title: qsTr("Power under load")
        detail: qsTr("What this computer takes more while it answers, in watts. Left empty it is estimated by the device: %1 W.")
            .arg(rows.usage.estimatedWatts.toLocaleString(Qt.locale(), "f", 0))
        keywords: qsTr("electricity energy")

        NumberField {
            objectName: "watts"
            label: qsTr("Power under load in watts")
            placeholderText: rows.usage.estimatedWatts.toLocaleString(Qt.locale(), "f", 0)
            optional: true
            decimals: -1
            highest: rows.usage.mostWatts
            value: rows.usage.watts
            onGiven: number => rows.preferences.watts = number
        }
    }

    SettingsRow {
        id: price

        section: rows.section
        title: qsTr("Price of electricity")
        detail: qsTr("For a kilowatt hour, with its currency in three letters. Left empty no cost is told.")
        keywords: qsTr("electricity energy money cost")

        Row {
            spacing: Theme.space8

            NumberField {
                objectName: "pricePerKwh"
                label: qsTr("Price of a kilowatt hour")
                optional: true
                decimals: -1
                highest: rows.usage.highestPrice
                value: rows.usage.pricePerKwh
                onGiven: number => rows.preferences.pricePerKwh = number
            }

            Field {
                objectName: "currency"
                width: 72
                label: qsTr("Currency in three letters")
                maximumLength: 3
                text: rows.currency
                validator: RegularExpressionValidator { regularExpression: /[A-Za-z]{3}/ }
                // Without three letters editing doesn't end; what was there before comes back.
                onEditingFinished: {
                    rows.preferences.currency = text.toUpperCase()
                    text = Qt.binding(() => rows.currency)
                }
                onActiveFocusChanged: {
                    if (!activeFocus && !acceptableInput)
                        text = Qt.binding(() => rows.currency)
                }
            }
        }
    }
}
