#pragma once

#include <QString>
#include <QStringView>

namespace lanternfish::markup {

/// Replaces control characters and the noncharacters that text documents use internally; keeps tab and line feed.
QString sanitized(QStringView text);

/// `text` sanitized and with & < > " escaped; line feeds become br.
QString escapedHtml(QStringView text);

/// The target as an ASCII-only URL when it is http, https or mailto; empty for everything else, relative ones included.
QString safeTarget(QStringView target);

/// What an HTML entity such as "&amp;" or "&#x41;" stands for; the entity itself when it is not known.
QString decodedEntity(QStringView entity);

}  // namespace lanternfish::markup
