#pragma once

#include <optional>
#include <QHash>
#include <QList>
#include <QSet>

#include "app/exchange/history_access.h"
#include "app/exchange/history_sink.h"

namespace lanternfish::exchange {

/// What an import brings, or would bring. Counts.
struct ImportReport {
    qint64 newConversations = 0;
    qint64 extendedConversations = 0;  ///< There already, with fewer messages.
    qint64 restoredConversations = 0;  ///< There already with all messages, but in the bin.
    qint64 presentConversations = 0;   ///< There already with everything; nothing changes.
    qint64 newMessages = 0;
    qint64 newFolders = 0;
    qint64 newPresets = 0;
    QStringList warnings;  ///< What couldn't be read and was left out, by readers of formats that tolerate it.

    bool operator==(const ImportReport&) const = default;
};

/// Adds conversations to a history so that nothing comes twice and nothing there is lost or overwritten.
///
/// - A conversation is the same as one that is there when both were made in the same millisecond and begin with the
/// same
///   message (role, time, text). Then only messages that are missing are added, each below its own parent: the trees
///   become one. The later of both activities says which branch is shown. If it lies in the bin and the added one
///   doesn't, it comes back. Title, folder, pin, draft and preset stay.
/// - A message is there already when its parent has a child with the same role, time, text, reasoning and attachments;
/// so
///   is an answer of which the longer rest came later.
/// - A folder is the same when the name and the folder around it are; a preset when all of it is.
/// - Of several equal ones the first stands for the first, the second for the second and so on, so that a history with
///   doubles also survives.
///
/// Write it in a transaction of the repository: an error leaves it half done. Thread: one.
class Merger : public HistorySink {
public:
    enum class Mode { Write, DryRun };  ///< DryRun only counts.

    /// New ids follow `idsAfter`, which is highestIds() unless the caller hands out ids by itself.
    static Result<Merger> create(const HistoryAccess& history, Mode mode,
                                 std::optional<store::Repository::HighestIds> idsAfter);

    Result<void> folder(const store::Folder& folder) override;
    Result<void> preset(const store::Preset& preset) override;
    Result<void> attachment(const QByteArray& sha256, const QByteArray& bytes) override;
    Result<void> conversation(const ConversationRecord& record) override;

    const ImportReport& report() const { return m_report; }

private:
    struct Present {
        store::Conversation conversation;
        QByteArray beginning;  ///< Digest of its first message; empty until it is needed.
        bool taken = false;
    };

    Merger(const HistoryAccess& history, Mode mode) : m_history(history), m_mode(mode) {}
    Result<void> lookAround();
    Result<Present*> find(const ConversationRecord& record);
    Result<void> insert(const ConversationRecord& record);
    Result<void> extend(const store::Conversation& present, const ConversationRecord& record);
    Result<void> addMissing(const store::Conversation& conversation, const ConversationRecord& record,
                            QHash<store::MessageId, store::MessageId>& ids, qint64& added);
    /// Runs `job` on the repository, unless this is a dry run.
    template <class Job>
    Result<void> write(Job job) {
        return m_mode == Mode::Write ? m_history.run(std::move(job)) : Result<void>();
    }
    Result<QList<store::Message>> messagesOf(store::ConversationId conversation) {
        return m_history.run([=](store::Repository& repository) { return repository.messages(conversation); });
    }

    HistoryAccess m_history;
    Mode m_mode;
    store::Repository::HighestIds m_lastIds;
    ImportReport m_report;
    QHash<qint64, QList<Present>> m_present;            ///< By the millisecond of their making; each list by id.
    QList<store::Folder> m_presentFolders;              ///< Those not yet taken.
    QList<store::Preset> m_presentPresets;              ///< Those not yet taken.
    int m_topFolders = 0;                               ///< Position for the next new folder.
    int m_nextPreset = 0;                               ///< Position for the next new preset.
    QHash<store::FolderId, store::FolderId> m_folders;  ///< From the file's ids to the history's.
    QHash<store::PresetId, store::PresetId> m_presets;
};

}  // namespace lanternfish::exchange
