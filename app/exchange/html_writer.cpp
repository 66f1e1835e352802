#include "app/exchange/html_writer.h"

#include <QLocale>

#include "app/exchange/syntax_css.h"
#include "app/markup/inline_html.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;

// Colours as in ui/theme.
constexpr QLatin1StringView kStyle(R"(
:root { color-scheme: light dark; --canvas: #F7F9F9; --surface: #FFFFFF; --sunken: #F0F4F5; --line: #DAE2E5;
  --text: #142024; --text2: #43535A; --accent: #0B6A7B; --soft: #E0EFF2; --error: #B3261E; }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem; background: var(--canvas); color: var(--text);
  font: 1rem/1.6 system-ui, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
h3, h4, h5, h6 { margin: 1.25rem 0 .5rem; line-height: 1.3; }
a { color: var(--accent); }
.time { font-weight: normal; color: var(--text2); font-size: .875rem; }
.note, .attachment, .status, summary { color: var(--text2); font-size: .875rem; }
.status { color: var(--error); }
.message { margin: 1.5rem 0; }
.user { background: var(--soft); border-radius: .75rem; padding: .75rem 1rem; }
.plain { white-space: pre-wrap; }
.thought { color: var(--text2); border-inline-start: 3px solid var(--line); padding-inline-start: .75rem; }
pre { background: var(--sunken); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem;
  white-space: pre-wrap; font-size: .875rem; line-height: 1.5; }
code, pre { font-family: ui-monospace, "Noto Sans Mono", monospace; }
blockquote { margin: 1rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid var(--line); color: var(--text2); }
.checked, .unchecked { list-style: none; }
.box { display: inline-block; width: 1.4em; margin-inline-start: -1.65em; }
hr { border: 0; border-top: 1px solid var(--line); margin: 1.5rem 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .35rem .75rem; }
.left { text-align: left; }
.center { text-align: center; }
.right { text-align: right; }
.level1 { margin-inline-start: 2rem; }
.level2 { margin-inline-start: 4rem; }
.level3 { margin-inline-start: 6rem; }
.level4 { margin-inline-start: 8rem; }
)");

constexpr QLatin1StringView kDark(R"(:root { --canvas: #12191D; --surface: #1A2329; --sunken: #0C1114; --line: #28343B;
  --text: #E6ECEE; --text2: #B3C0C6; --accent: #5EC4D4; --soft: #17313A; --error: #FF8F85; }
)");

constexpr QLatin1StringView kPrint(R"(@media print {
body { max-width: none; padding: 0; font-size: 10.5pt; }
h1, h2, h3, h4, h5, h6, summary { break-after: avoid; }
pre, table { break-inside: avoid-page; }
}
)");

QString style() {
    return kStyle + syntaxCss(markup::SyntaxTheme::Light) + u"@media screen and (prefers-color-scheme: dark) {\n"_s +
           kDark + syntaxCss(markup::SyntaxTheme::Dark) + u"}\n"_s + kPrint;
}

}  // namespace

QByteArray htmlOf(const Transcript& transcript, const HtmlBody& body) {
    const QString title = titleOf(transcript.conversation).toHtmlEscaped();
    const QString html =
        u"<!DOCTYPE html>\n<html lang=\""_s + QLocale().bcp47Name() +
        u"\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
        "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>"_s +
        title + u"</title>\n<style>"_s + style() + u"</style>\n</head>\n<body>\n<main>\n"_s + body.write(transcript) +
        u"</main>\n</body>\n</html>\n"_s;
    return html.toUtf8();
}

}  // namespace lanternfish::exchange
