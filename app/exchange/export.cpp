#include "app/exchange/export.h"

#include <memory>
#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include "app/exchange/file_names.h"
#include "app/exchange/history_writer.h"
#include "app/exchange/html_writer.h"
#include "app/exchange/markdown_writer.h"
#include "app/exchange/pdf_writer.h"

namespace lanternfish::exchange {

namespace {

using namespace Qt::StringLiterals;

// So that the longest path stays below what Windows takes: folders up to this depth, then they are one.
constexpr qsizetype kLongestFolder = 24;
constexpr qsizetype kLongestFile = 60;
constexpr qsizetype kDeepestFolder = 5;

std::string shown(const QString& path) {
    return QDir::toNativeSeparators(path).toStdString();
}

/// Writes transcripts in one of the formats for people.
class TranscriptWriter {
public:
    TranscriptWriter(Format format, const Watch& watch)
        : m_format(format),
          m_watch(watch),
          m_body(format == Format::Pdf ? HtmlBody::Form::Flat : HtmlBody::Form::Folded) {}

    Result<void> write(const Transcript& transcript, const QString& path, Existing existing) const {
        LF_TRY(OutputFile output, OutputFile::create(path, existing));
        if (m_format == Format::Pdf) {
            LF_CHECK(writePdf(transcript, m_body, output.device(), m_watch));
        } else {
            LF_CHECK(output.write(m_format == Format::Html ? htmlOf(transcript, m_body) : markdownOf(transcript)));
        }
        return output.commit();
    }

private:
    Format m_format;
    const Watch& m_watch;
    HtmlBody m_body;
};

/// Gives the folders of a history their places below one folder of the disk.
class FolderTree {
public:
    explicit FolderTree(const QString& root) : m_root(root) {}

    /// Makes the folders that are missing. Returns the path for a new file in them.
    Result<QString> fileIn(const QStringList& folders, const QString& title, const QString& suffix) {
        QStringList path;
        QString place = m_root;
        for (const QString& folder : folders.first(std::min(folders.size(), kDeepestFolder))) {
            path.append(folder);
            LF_TRY(place, folderFor(path, place));
        }
        return place + u'/' + m_names[place].take(title, kLongestFile, suffix);
    }

private:
    Result<QString> folderFor(const QStringList& path, const QString& outer) {
        QString& place = m_places[path];
        if (place.isEmpty()) {
            place = outer + u'/' + m_names[outer].take(path.last(), kLongestFolder, {});
            if (!QDir().mkdir(place)) {
                return makeError(ErrorCode::Io, shown(place) + ": the folder can't be made");
            }
        }
        return place;
    }

    QString m_root;
    QHash<QStringList, QString> m_places;
    QHash<QString, FileNames> m_names;
};

Result<void> checkTarget(const QString& target) {
    const QFileInfo info(target);
    if (info.exists() && !info.isDir()) {
        return makeError(ErrorCode::InvalidArgument,
                         shown(target) + ": expected a new or an empty folder, found a file");
    }
    if (info.exists() && !QDir(target).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)) {
        return makeError(ErrorCode::InvalidArgument,
                         shown(target) + ": expected a new or an empty folder, found one with files; they are kept");
    }
    return {};
}

Result<void> exportTranscripts(const HistoryAccess& history, const Catalogue& catalogue, const ExportRequest& request,
                               const Watch& watch) {
    LF_CHECK(checkTarget(request.target));
    const QFileInfo target(QDir::cleanPath(QDir(request.target).absolutePath()));
    QTemporaryDir folder(target.path() + u"/.lanternfish-export-XXXXXX"_s);
    if (!folder.isValid()) {
        return makeError(ErrorCode::Io, shown(target.path()) + ": " + folder.errorString().toStdString());
    }
    const TranscriptWriter writer(request.format, watch);
    FolderTree tree(folder.path());
    for (qsizetype i = 0; i < catalogue.conversations.size(); ++i) {
        LF_CHECK(watch.goOn("Export"));
        watch.tell(i, catalogue.conversations.size());
        const store::Conversation& conversation = catalogue.conversations[i];
        const QStringList folders = catalogue.path(conversation.folder);
        LF_TRY(const Transcript transcript, transcriptOf(history, conversation, request.transcript));
        LF_TRY(const QString path, tree.fileIn(folders, titleOf(conversation), suffixOf(request.format)));
        LF_CHECK(writer.write(transcript, path, Existing::Keep));
    }
    LF_CHECK(checkTarget(request.target));
    QDir().rmdir(target.filePath());
    if (!QDir().rename(folder.path(), target.filePath())) {
        return makeError(ErrorCode::Io, shown(target.filePath()) + ": the folder can't be made");
    }
    folder.setAutoRemove(false);
    // What is temporary is only for its owner; this is not any more.
    QFile::setPermissions(target.filePath(), QFile::permissions(target.path()));
    watch.tell(catalogue.conversations.size(), catalogue.conversations.size());
    return {};
}

Result<void> exportFile(const HistoryAccess& history, const Catalogue& catalogue, const ExportRequest& request,
                        const Watch& watch) {
    if (request.format == Format::History) {
        LF_TRY(OutputFile output, OutputFile::create(request.target, request.existing));
        LF_CHECK(writeHistory(history, catalogue, output, watch));
        return output.commit();
    }
    const store::Conversation& conversation = catalogue.conversations.front();
    LF_TRY(const Transcript transcript, transcriptOf(history, conversation, request.transcript));
    return TranscriptWriter(request.format, watch).write(transcript, request.target, request.existing);
}

}  // namespace

bool makesFolder(const Selection& selection, Format format) {
    const bool one = selection.scope == Selection::Scope::Conversations && selection.conversations.size() == 1;
    return format != Format::History && !one;
}

QString suffixOf(Format format) {
    switch (format) {
        case Format::History:
            return u".lanternfish.json"_s;
        case Format::Markdown:
            return u".md"_s;
        case Format::Html:
            return u".html"_s;
        case Format::Pdf:
            break;
    }
    return u".pdf"_s;
}

Result<ExportReport> exportHistory(const HistoryAccess& history, const ExportRequest& request, const Watch& watch) {
    LF_TRY(const Catalogue catalogue,
           history.run([&](store::Repository& repository) { return catalogueOf(repository, request.selection); }));
    LF_CHECK(makesFolder(request.selection, request.format) ? exportTranscripts(history, catalogue, request, watch)
                                                            : exportFile(history, catalogue, request, watch));
    return ExportReport{catalogue.conversations.size(), request.target};
}

}  // namespace lanternfish::exchange
