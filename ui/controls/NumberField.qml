import QtQuick
import Lanternfish.Controls

/// A Field for a number, written as the language writes it. `given` comes when it is left with another number within
/// the bounds; what is no such number is taken back.
Field {
    id: field

    property double value: 0
    property double lowest: 0
    property double highest: Infinity
    /// Digits behind the point; -1: as many as it has, up to six in all.
    property int decimals: 0
    /// No text stands for 0 and the other way round.
    property bool optional: false

    signal given(number: double)

    function shown(): string {
        if (optional && value === 0)
            return ""
        return decimals < 0 ? value.toLocaleString(Qt.locale(), "g", 6) : value.toLocaleString(Qt.locale(), "f", decimals)
    }

    /// NaN: none of ours.
    function read(): double {
        if (optional && text.trim() === "")
            return 0
        try {
            const number = Number.fromLocaleString(Qt.locale(), text.trim())
            return number >= lowest && number <= highest ? number : NaN
        } catch (notANumber) {
            return NaN
        }
    }

    width: 88
    text: shown()
    inputMethodHints: Qt.ImhFormattedNumbersOnly
    onEditingFinished: {
        const number = read()
        if (!isNaN(number) && number !== value)
            given(number)
        text = Qt.binding(() => field.shown())
    }
}
