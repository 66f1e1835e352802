#include "ui/models/exchange_controller.h"

#include <QDate>
#include <QDir>
#include <QFutureWatcher>
#include <QLocale>

#include "app/assistant/failure.h"
#include "app/exchange/file_names.h"

namespace lanternfish::ui {

using namespace Qt::StringLiterals;
using exchange::Format;

namespace {

constexpr qsizetype kLongestName = 80;

Format formatOf(const QString& name) {
    if (name == "markdown"_L1)
        return Format::Markdown;
    if (name == "html"_L1)
        return Format::Html;
    return name == "pdf"_L1 ? Format::Pdf : Format::History;
}

exchange::Selection selectionOf(const QList<double>& conversations, double folder) {
    exchange::Selection selection;
    for (const double id : conversations)
        selection.conversations.append(static_cast<store::ConversationId>(id));
    selection.folder = static_cast<store::FolderId>(folder);
    using Scope = exchange::Selection::Scope;
    selection.scope = !conversations.isEmpty() ? Scope::Conversations : folder != 0 ? Scope::Folder : Scope::All;
    return selection;
}

bool bringsAnything(const exchange::ImportReport& report) {
    return report.newMessages + report.newConversations + report.extendedConversations + report.restoredConversations +
               report.newPresets + report.newFolders >
           0;
}

QString importText(const exchange::ImportReport& report) {
    QStringList parts;
    if (report.newConversations > 0)
        parts.append(
            ExchangeController::tr("%Ln new conversation(s)", nullptr, static_cast<int>(report.newConversations)));
    if (report.extendedConversations > 0)
        parts.append(ExchangeController::tr("%Ln conversation(s) with new messages", nullptr,
                                            static_cast<int>(report.extendedConversations)));
    if (report.restoredConversations > 0)
        parts.append(ExchangeController::tr("%Ln conversation(s) from the bin", nullptr,
                                            static_cast<int>(report.restoredConversations)));
    if (report.presentConversations > 0)
        parts.append(
            ExchangeController::tr("%Ln already there", nullptr, static_cast<int>(report.presentConversations)));
    if (report.newPresets > 0)
        parts.append(ExchangeController::tr("%Ln preset(s)", nullptr, static_cast<int>(report.newPresets)));
    QString text =
        parts.isEmpty() ? ExchangeController::tr("There is nothing in this file.") : parts.join(u", "_s) + u'.';
    for (const QString& warning : report.warnings.first(std::min<qsizetype>(3, report.warnings.size())))
        text += u' ' + warning;
    return text;
}

}  // namespace

ExchangeController::ExchangeController(assistant::Assistant* assistant, QObject* parent)
    : QObject(parent), m_assistant(assistant) {}

ExchangeController::~ExchangeController() = default;

bool ExchangeController::makesFolder(const QString& format, const QList<double>& conversations) const {
    return exchange::makesFolder(selectionOf(conversations, 0), formatOf(format));
}

QString ExchangeController::nameFor(const QString& format, const QString& title) const {
    const QString name = title.isEmpty() ? tr("Lanternfish %1").arg(QDate::currentDate().toString(Qt::ISODate)) : title;
    return exchange::safeFileName(name, kLongestName) + exchange::suffixOf(formatOf(format));
}

template <class Value>
void ExchangeController::watch(QFuture<Result<Value>> future, const QString& failed,
                               std::function<void(const Value&)> done) {
    auto* const watcher = new QFutureWatcher<Result<Value>>(this);
    connect(watcher, &QFutureWatcherBase::progressValueChanged, this, [this, watcher](int value) {
        m_progress = static_cast<double>(value) / std::max(1, watcher->progressMaximum());
        emit progressChanged();
    });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, failed, done = std::move(done)] {
        watcher->deleteLater();
        const Result<Value> result = watcher->result();
        if (result) {
            done(*result);
            return;
        }
        const bool stopped = result.error().code == ErrorCode::Cancelled;
        end(stopped ? ExchangeController::tr("Stopped. Nothing was changed.")
                    : failureText(assistant::Failure(result.error(), failed)),
            !stopped);
    });
    m_busy = true;
    m_progress = 0;
    m_message.clear();
    emit busyChanged();
    emit progressChanged();
    emit messageChanged();
    watcher->setFuture(std::move(future));
}

void ExchangeController::end(const QString& message, bool failed) {
    m_busy = false;
    m_message = message;
    m_failed = failed;
    emit busyChanged();
    emit messageChanged();
}

void ExchangeController::exportTo(const QUrl& target, const QString& format, const QList<double>& conversations,
                                  double folder, bool thinking, bool attachmentContents) {
    if (m_busy)
        return;
    if (!m_thread)
        m_thread = std::make_unique<exchange::ExchangeThread>(m_assistant->history().storeThread());
    exchange::ExportRequest request;
    request.selection = selectionOf(conversations, folder);
    request.format = formatOf(format);
    request.target = target.toLocalFile();
    request.transcript.thinking = thinking;
    request.transcript.attachmentContents = attachmentContents;
    if (exchange::makesFolder(request.selection, request.format)) {
        const QDir parent(request.target);
        const QString name = tr("Lanternfish %1").arg(QDate::currentDate().toString(Qt::ISODate));
        request.target = parent.filePath(name);
        for (int next = 2; QFileInfo::exists(request.target); ++next)
            request.target = parent.filePath(u"%1 (%2)"_s.arg(name).arg(next));
    } else {
        request.existing = exchange::Existing::Replace;
    }
    watch<exchange::ExportReport>(
        m_thread->exportTo(std::move(request)), tr("The export failed; nothing was written."),
        [this](const exchange::ExportReport& report) {
            end(tr("%Ln conversation(s) exported to %1", nullptr, static_cast<int>(report.conversations))
                    .arg(QDir::toNativeSeparators(report.target)),
                false);
        });
}

void ExchangeController::previewImport(const QUrl& file) {
    if (m_busy)
        return;
    if (!m_thread)
        m_thread = std::make_unique<exchange::ExchangeThread>(m_assistant->history().storeThread());
    m_import = file.toLocalFile();
    watch<exchange::ImportReport>(m_thread->preview(m_import), tr("This file can't be imported."),
                                  [this](const exchange::ImportReport& report) {
                                      end({}, false);
                                      emit previewed(importText(report), bringsAnything(report));
                                  });
}

void ExchangeController::importFile() {
    if (m_busy || m_import.isEmpty())
        return;
    if (m_assistant->answers().isBusy()) {
        end(tr("Wait until the answer is written, or stop it."), true);
        return;
    }
    assistant::History& history = m_assistant->history();
    history.leaveAll();
    QFuture<Result<exchange::ImportReport>> future = m_thread->import(m_import, history.reserveIds());
    // Whatever came of it: what was shown is shown again.
    future.then(this, [this](const Result<exchange::ImportReport>&) { m_assistant->history().reread(); });
    watch<exchange::ImportReport>(
        future, tr("The import failed; the history is as it was."), [this](const exchange::ImportReport& report) {
            end((bringsAnything(report) ? tr("Imported: %1") : tr("Nothing was imported. %1")).arg(importText(report)),
                false);
        });
}

void ExchangeController::cancel() {
    if (m_thread)
        m_thread->stop();
}

void ExchangeController::clearMessage() {
    m_message.clear();
    emit messageChanged();
}

}  // namespace lanternfish::ui
