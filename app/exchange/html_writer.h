#pragma once

#include <QByteArray>

#include "app/exchange/html_body.h"

namespace lanternfish::exchange {

/// The conversation as one HTML file in UTF-8 that needs nothing else: no script, no picture, no font, no address but
/// those of links. Its styles suit light and dark screens and paper. `body`: Form::Folded.
QByteArray htmlOf(const Transcript& transcript, const HtmlBody& body);

}  // namespace lanternfish::exchange
