#pragma once

#include <QStringView>

namespace lanternfish::markup {

/// How much of a line longer than `limit` goes into its first piece, at most `limit`: up to the end of a sentence or
/// else of a word that stands outside of emphasis, code and links, in the second half of the piece. Where there is
/// none, up to a space near the limit, and at last up to the limit. What follows `limit` has no say, as it may not be
/// there yet.
qsizetype lineCut(QStringView line, qsizetype limit);

}  // namespace lanternfish::markup
