#pragma once

#include "app/exchange/history_access.h"
#include "app/exchange/output_file.h"
#include "app/exchange/selection.h"
#include "app/exchange/transcript.h"
#include "app/exchange/watch.h"

namespace lanternfish::exchange {

enum class Format {
    History,  ///< Everything, to be imported again: FORMAT.md.
    Markdown,
    Html,
    Pdf,
};

struct ExportRequest {
    Selection selection;
    Format format = Format::History;
    QString target;                      ///< A file, or where makesFolder() says so a folder.
    Existing existing = Existing::Keep;  ///< About a file; a folder must be new or empty.
    TranscriptOptions transcript;        ///< For people's formats.
};

struct ExportReport {
    qint64 conversations = 0;
    QString target;
};

/// A history is always one file; the other formats are one for each conversation, in folders like those of the history,
/// unless exactly one conversation is chosen by its id.
bool makesFolder(const Selection& selection, Format format);

/// What names of such files end in: ".md".
QString suffixOf(Format format);

/// What is written appears under its name only when all of it is there; an error leaves nothing behind. Pdf needs a
/// QGuiApplication. Errors: those of the repository; Io and InvalidArgument about the target; Cancelled.
Result<ExportReport> exportHistory(const HistoryAccess& history, const ExportRequest& request, const Watch& watch);

}  // namespace lanternfish::exchange
