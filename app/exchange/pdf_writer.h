#pragma once

#include <QIODevice>

#include "app/exchange/html_body.h"
#include "app/exchange/watch.h"

namespace lanternfish::exchange {

/// Writes the conversation as A4 pages with selectable text, the title above and the page's number below. `body`:
/// Form::Flat. Needs a QGuiApplication for its fonts. Errors: Cancelled; Io when the device can't be drawn on (what it
/// can't write it tells itself).
Result<void> writePdf(const Transcript& transcript, const HtmlBody& body, QIODevice& device, const Watch& watch);

}  // namespace lanternfish::exchange
