pragma Singleton

import QtQuick
import Lanternfish.Theme

/// Every colour, size and duration of the window. Views name roles from here and never a literal value.
QtObject {
    id: theme

    /// "system", "light" or "dark".
    property string mode: "system"
    property bool highContrast: false
    /// 0.8 to 2; multiplies type, not space.
    property real textScale: 1
    property bool reducedMotion: false

    readonly property bool dark: mode === "dark" || (mode === "system" && Application.styleHints.colorScheme === Qt.Dark)
    readonly property Tokens light: LightTokens {}
    readonly property Tokens night: DarkTokens {}
    readonly property Tokens contrastLight: HighContrastLightTokens {}
    readonly property Tokens contrastDark: HighContrastDarkTokens {}
    readonly property Tokens tokens: highContrast ? (dark ? contrastDark : contrastLight) : (dark ? night : light)

    readonly property color canvas: tokens.canvas
    readonly property color side: tokens.side
    readonly property color surface: tokens.surface
    readonly property color sunken: tokens.sunken
    readonly property color hover: tokens.hover
    readonly property color selected: tokens.selected
    readonly property color line: tokens.line
    readonly property color control: tokens.control
    readonly property color text: tokens.text
    readonly property color text2: tokens.text2
    readonly property color text3: tokens.text3
    readonly property color disabled: tokens.disabled
    readonly property color accent: tokens.accent
    readonly property color accentHover: tokens.accentHover
    readonly property color accentText: tokens.accentText
    readonly property color accentSoft: tokens.accentSoft
    readonly property color lantern: tokens.lantern
    readonly property color ok: tokens.ok
    readonly property color okSoft: tokens.okSoft
    readonly property color warn: tokens.warn
    readonly property color warnSoft: tokens.warnSoft
    readonly property color error: tokens.error
    readonly property color errorSoft: tokens.errorSoft
    readonly property color info: tokens.info
    readonly property color infoSoft: tokens.infoSoft
    readonly property color diffAdd: tokens.diffAdd
    readonly property color diffDel: tokens.diffDel
    readonly property color focus: tokens.focus

    /// Over the page behind a drawer.
    readonly property color scrim: Qt.alpha("black", 0.4)
    /// The border of buttons: 45 % of `control` over `line`.
    readonly property color buttonLine: Qt.tint(line, Qt.alpha(control, 0.45))

    readonly property int space4: 4
    readonly property int space8: 8
    readonly property int space12: 12
    readonly property int space16: 16
    readonly property int space20: 20
    readonly property int space24: 24
    readonly property int space32: 32

    readonly property int radiusInline: 4
    readonly property int radiusRow: 6
    readonly property int radiusControl: 8
    readonly property int radiusCard: 12

    /// Controls and icons grow with the text, up to a half.
    readonly property real controlScale: Math.min(1.5, Math.max(1, textScale))
    readonly property int target: Math.round(28 * controlScale)
    readonly property int primaryTarget: Math.round(32 * controlScale)

    readonly property int hoverTime: reducedMotion ? 0 : 80
    readonly property int foldTime: reducedMotion ? 0 : 160
    readonly property int pulseTime: 1600

    readonly property string fixedFamily: SystemFonts.fixedFamily

    readonly property TypeStyle caption: TypeStyle { size: 12; line: 16; scale: theme.textScale }
    readonly property TypeStyle label: TypeStyle { size: 13; line: 20; scale: theme.textScale }
    readonly property TypeStyle body: TypeStyle { size: 14; line: 20; scale: theme.textScale }
    readonly property TypeStyle prose: TypeStyle { size: 15; line: 24; scale: theme.textScale }
    readonly property TypeStyle code: TypeStyle { size: 13; line: 20; scale: theme.textScale; family: theme.fixedFamily }
    readonly property TypeStyle title: TypeStyle { size: 15; line: 20; scale: theme.textScale; weight: Font.DemiBold }
    readonly property TypeStyle heading: TypeStyle { size: 18; line: 24; scale: theme.textScale; weight: Font.DemiBold }
    readonly property TypeStyle display: TypeStyle { size: 26; line: 34; scale: theme.textScale; weight: Font.DemiBold }

    /// `px` of an icon at the present text size.
    function icon(px: real): int {
        return Math.round(px * controlScale)
    }

    /// `px` of text-bound height (rows, fields) at the present text size.
    function scaled(px: real): real {
        return Math.round(px * Math.max(1, textScale))
    }
}
