#include "tests/goldens/content.h"

#include <utility>

#include "app/store/repository.h"

namespace lanternfish::goldens {

using namespace Qt::StringLiterals;
using store::Role;
using store::Status;

namespace {

constexpr store::PresetId kEveryday = 1;
constexpr store::FolderId kLectures = 1;
constexpr store::FolderId kChemistry = 2;
constexpr store::FolderId kPlants = 3;
// Counts as today on every day, also for a run over midnight.
const QDateTime kToday(QDate(2100, 6, 3), QTime(14, 20));
const QDateTime kJune(QDate(2025, 6, 3), QTime(14, 20));
const QDateTime kMay(QDate(2025, 5, 12), QTime(9, 5));

const QString kWalAnswer =
    uR"(## What a reader pays

A reader has to know whether the newest copy of a page is in the WAL. It looks that up in a hash index with one block per 4,096 frames, newest block first. A page that is **not** in the WAL costs a look into *every* block:

| WAL size | Frames (4 KiB pages) | Blocks searched per read |
|---|--:|--:|
| 4 MiB | 1,024 | 1 |
| 64 MiB | 16,384 | about 4 |
| 400 MiB | 102,400 | about 25 |

> A checkpoint can't finish while a reader still uses an old frame.

1. Keep read transactions short.
   - Finish each statement, see [the documentation](https://sqlite.org/wal.html).
2. Run `PRAGMA wal_checkpoint(TRUNCATE)` when the app is idle.

- [x] Limit the journal
- [ ] Measure again)"_s;

const QString kQueueAnswer =
    uR"(The condition variable takes the stop token, so a blocked `push` wakes up at once:

```cpp
template <class T>
class BoundedQueue {
public:
    // False when stop was requested before there was room.
    bool push(T value, std::stop_token stop) {
        std::unique_lock lock(m_mutex);
        if (!m_room.wait(lock, stop, [&] { return m_items.size() < m_capacity; }))
            return false;
        m_items.push_back(std::move(value));
        return true;
    }
};
```

Use `std::condition_variable_any`: the plain one has no overload for stop tokens.)"_s;

store::Message question(store::MessageId id, store::ConversationId conversation, std::optional<store::MessageId> parent,
                        const QString& text) {
    store::Message message;
    message.id = id;
    message.conversation = conversation;
    message.parent = parent;
    message.text = text;
    message.createdAt = kJune;
    return message;
}

store::Message answer(const store::Message& asked, const QString& text, Status status = Status::Complete) {
    store::Message message = question(asked.id + 1, asked.conversation, asked.id, text);
    message.role = Role::Assistant;
    message.status = status;
    message.model = u"V4-Flash Q2, 3f2a91c07be41d58"_s;
    if (status != Status::Failed) {
        message.stats = {.promptTokens = 18'204,
                         .cachedTokens = 17'920,
                         .generatedTokens = 612,
                         .prefillSeconds = 1.1,
                         .decodeSeconds = 41.4,
                         .firstTokenSeconds = 1.3,
                         .thinkingTokens = 0,
                         .thinkingSeconds = 0};
    }
    // Older than any that runs this, which the record says.
    message.origin = store::AnswerOrigin{.engineBuild = u"0.0.9"_s,
                                         .device = u"vulkan:0, Radeon RX 7900"_s,
                                         .systemPrompt = u"Answer in short sentences."_s,
                                         .sampling = {.temperature = 0.6, .topP = 0.95, .minP = 0, .topK = 0},
                                         .seed = 81'443'002};
    return message;
}

store::Message thoughtful(store::Message message, const QString& reasoning) {
    message.thinking = store::ThinkingLevel::High;
    message.reasoning = reasoning;
    message.stats.thinkingTokens = 214;
    message.stats.thinkingSeconds = 6.2;
    return message;
}

class Writer {
public:
    explicit Writer(store::Repository& repository) : m_repository(repository) {}

    Result<void> write() {
        LF_CHECK(m_repository.insertPreset({.id = kEveryday,
                                            .name = u"Everyday"_s,
                                            .systemPrompt = u"Answer in short sentences."_s,
                                            .sampling = {.temperature = 0.6, .topP = 0.95, .minP = 0, .topK = 0}}));
        LF_CHECK(m_repository.insertFolder({.id = kLectures, .parent = {}, .name = u"Lectures"_s}));
        LF_CHECK(m_repository.insertFolder({.id = kChemistry, .parent = kLectures, .name = u"Chemistry"_s}));
        LF_CHECK(m_repository.insertFolder({.id = kPlants, .parent = {}, .name = u"Garden"_s, .position = 1}));
        LF_CHECK(m_repository.setValue(
            u"usage"_s,
            uR"({"day": "%1", "cachedInput": 120000, "input": 40000, "output": 36000, "seconds": 2400})"_s.arg(
                QDate::currentDate().toString(Qt::ISODate))));
        LF_CHECK(writeTalks());
        return writeList();
    }

private:
    Result<void> insert(const store::Conversation& conversation) {
        return m_repository.insertConversation(conversation);
    }

    Result<void> insert(store::ConversationId id, const QString& title, const QDateTime& at,
                        const QList<store::Message>& messages) {
        LF_CHECK(insert({.id = id, .title = title, .createdAt = kMay, .updatedAt = at, .preset = kEveryday}));
        for (const store::Message& message : messages) {
            LF_CHECK(m_repository.insertMessage(message));
        }
        return m_repository.setActivity(id, at);
    }

    Result<void> writeTalks() {
        const store::Message wal = question(10, kWal, {},
                                            u"Our SQLite store gets slow once the WAL passes a few hundred megabytes. "
                                            u"Why, and how large should I let it grow?"_s);
        LF_CHECK(insert(kWal, u"How large may a WAL grow?"_s, kToday,
                        {wal, thoughtful(answer(wal, kWalAnswer), u"The index has one block per 4,096 frames."_s)}));
        const store::Message queue =
            question(20, kQueue, {}, u"Write a bounded C++23 queue whose push can be stopped."_s);
        store::Message second = thoughtful(answer(queue, kQueueAnswer),
                                           u"A condition variable that knows stop tokens is needed. The plain one "
                                           u"does not. So *condition_variable_any*."_s);
        store::Message first = answer(queue, u"Use a semaphore."_s);
        ++second.id;
        LF_CHECK(insert(kQueue, u"Bounded queue with stop token"_s, kToday.addSecs(-60), {queue, first, second}));
        LF_CHECK(writeUnfinished());
        return writeGarden();
    }

    Result<void> writeUnfinished() {
        LF_TRY(const store::Attachment notes, m_repository.addAttachment(u"import/notes.md"_s, "# Notes\n"));
        LF_TRY(const store::Attachment code, m_repository.addAttachment(u"import/reader.cpp"_s, "int main() {}\n"));
        store::Message which = question(30, kImport, {},
                                        u"Which formats does our importer read? Look at the code, then draft the text "
                                        u"for the dialog."_s);
        which.attachments = {notes, code};
        store::Message failed = answer(which, {}, Status::Failed);
        failed.error = u"Not enough graphics memory for this answer. The cache needs 0.5 GB; 0.3 GB was free."_s;
        const store::Message shorter = question(32, kImport, failed.id, u"Shorter, please."_s);
        const store::Message cut = answer(shorter,
                                          u"It reads six sources. A draft for the dialog:\n\n> **Bring your "
                                          u"conversations along.** Lanternfish reads exports of ChatGPT and DeepSeek. "
                                          u"It shows what it found first and"_s,
                                          Status::Interrupted);
        return insert(kImport, u"Rewrite of the import dialog"_s, kToday.addSecs(-120), {which, failed, shorter, cut});
    }

    /// In a language that runs from right to left, whatever the window's does.
    Result<void> writeGarden() {
        const store::Message asked = question(kGardenQuestion, kGarden, {}, u"מתי שותלים עגבניות?"_s);
        return insert(
            kGarden, u"עגבניות בגינה"_s, kMay,
            {asked, answer(asked,
                           u"אחרי הכפור האחרון, בדרך כלל **באמצע מאי**.\n\n- בוחרים מקום שטוף שמש.\n"
                           u"- משקים בבוקר, לא על העלים.\n\nIn cool years wait until the end of the month."_s)});
    }

    Result<void> writeList() {
        store::ConversationId id = kGarden;
        const auto listed = [&](const QString& title, const QDateTime& at) {
            return store::Conversation{.id = ++id, .title = title, .createdAt = kMay, .updatedAt = at};
        };
        store::Conversation pinned = listed(u"Release checklist 0.3"_s, kJune);
        pinned.pinned = true;
        store::Conversation letter = listed(u"Letter to the landlord"_s, kJune);
        letter.draft = u"Dear"_s;
        store::Conversation acids = listed(u"Acids and bases for the second year"_s, kMay);
        acids.folder = kChemistry;
        store::Conversation plan = listed(u"Plan of the term"_s, kMay);
        plan.folder = kLectures;
        store::Conversation archived = listed(u"Old invoices"_s, kMay);
        archived.archived = true;
        store::Conversation deleted = listed(u"Try-out"_s, kMay);
        // What lies there for longer than 30 days goes at the next start.
        deleted.deletedAt = kToday;
        for (const store::Conversation& each :
             {pinned, letter, listed(u"Regular expression for dates"_s, kJune.addDays(-1)),
              listed(u"Compare two CSV exports of the same table that do not have the same columns"_s, kMay), acids,
              plan, archived, deleted}) {
            LF_CHECK(insert(each));
        }
        return {};
    }

    store::Repository& m_repository;
};

}  // namespace

const std::string kBegunAnswer =
    "A WAL that large usually means that a long reader keeps the checkpoint from finishing. Keep read transactions "
    "short, then run `PRAGMA wal_checkpoint(TRUNCATE)` when the app is idle. As a rule of";

Result<void> writeHistory(const QString& database) {
    LF_TRY(store::Repository repository, store::Repository::open(database, store::Access::ReadWrite));
    LF_CHECK(repository.transaction([&] { return Writer(repository).write(); }));
    return repository.markClean();
}

}  // namespace lanternfish::goldens
