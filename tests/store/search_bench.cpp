// search_bench [MESSAGES]: fills a history and times searches in it. Fails when one takes longer than the budget.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <QTemporaryDir>
#include <random>

#include "app/store/repository.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kBudgetMs = 100;
constexpr int kRuns = 5;
constexpr int kVocabulary = 20'000;

double milliseconds(Clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Words as frequent as in a language (Zipf), with code and Chinese between them.
class Writer {
public:
    Writer() {
        for (int i = 0; i < kVocabulary; ++i) {
            QString word;
            for (int j = 0, length = 2 + static_cast<int>(m_random() % 9); j < length; ++j) {
                word += QChar(static_cast<char16_t>(u'a' + std::min(m_random() % 26, m_random() % 26)));
            }
            m_words.append(word);
        }
    }

    const QString& word() {
        const double rank = std::exp(std::uniform_real_distribution(0.0, std::log(double{kVocabulary}))(m_random));
        return m_words[static_cast<qsizetype>(rank) % kVocabulary];
    }

    QString text(int words) {
        QString text;
        for (int i = 0; i < words; ++i) {
            const auto kind = m_random() % 40;
            if (kind == 0) {
                text += QStringLiteral("%1::%2->%3() ").arg(word(), word(), word());
            } else if (kind == 1) {
                for (int j = 0; j < 8; ++j) {
                    text += QChar(static_cast<char16_t>(0x4E00 + std::min(m_random() % 3000, m_random() % 3000)));
                }
                text += u' ';
            } else {
                text += word() + u' ';
            }
        }
        return text;
    }

    const QString& wordOfRank(int rank) const { return m_words[rank]; }
    unsigned random() { return static_cast<unsigned>(m_random()); }

private:
    std::mt19937 m_random{7};
    QList<QString> m_words;
};

Result<void> fill(Repository& repository, Writer& writer, int count) {
    const QDateTime start = QDateTime::currentDateTimeUtc().addYears(-1);
    return repository.transaction([&]() -> Result<void> {
        ConversationId conversation = 0;
        for (int i = 0; i < count; ++i) {
            if (i % 10 == 0) {
                Conversation added;
                added.id = ++conversation;
                added.title = writer.text(4);
                added.createdAt = added.updatedAt = start.addSecs(i * 600LL);
                LF_CHECK(repository.insertConversation(added));
            }
            Message message;
            message.id = i + 1;
            message.conversation = conversation;
            message.parent = i % 10 == 0 ? std::nullopt : std::optional<MessageId>(i);
            message.role = i % 2 == 0 ? Role::User : Role::Assistant;
            message.text = writer.text(i % 2 == 0 ? 25 : 200);
            message.reasoning = i % 4 == 1 ? writer.text(150) : QString();
            message.createdAt = start.addSecs(i * 600LL);
            LF_CHECK(repository.insertMessage(message));
        }
        return {};
    });
}

Result<bool> measure(Repository& repository, const char* what, SearchQuery query) {
    double slowest = 0;
    double best = 1e9;
    qsizetype hits = 0;
    for (int run = 0; run < kRuns; ++run) {
        // A search is one thread that waits for nothing (the file is in memory by now), so the time that others take
        // the processor away for is none of its own.
        const auto begin = Clock::now();
        const std::clock_t processor = std::clock();
        LF_TRY(const QList<SearchHit> found, repository.search(query));
        best = std::min(best, 1000.0 * static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
        slowest = std::max(slowest, milliseconds(Clock::now() - begin));
        hits = found.size();
    }
    std::printf("%-44s %6.1f ms (slowest by the clock %6.1f), %lld hits\n", what, best, slowest,
                static_cast<long long>(hits));
    std::fflush(stdout);
    return best <= kBudgetMs;
}

Result<bool> run(int count) {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("history.sqlite"));
    LF_TRY(Repository repository, Repository::open(path, Access::ReadWrite));
    LF_CHECK(repository.insertFolder({1, {}, QStringLiteral("Small"), 0}));
    Writer writer;
    const auto begin = Clock::now();
    LF_CHECK(fill(repository, writer, count));
    std::printf("%d messages written in %.1f s, %.0f MiB\n", count, milliseconds(Clock::now() - begin) / 1000,
                static_cast<double>(std::filesystem::file_size(path.toStdString())) / (1 << 20));
    for (ConversationId id = 1; id <= std::min(20, count / 10); ++id) {
        LF_CHECK(repository.setFolder(id, 1));
    }
    const QString common = writer.wordOfRank(1);
    const QString rare = writer.wordOfRank(kVocabulary - 100);
    struct Case {
        const char* what;
        QString text;
        bool reasoning = false;
        bool inFolder = false;
    };
    const Case cases[] = {
        {"the most common word", common},
        {"... in reasoning too", common, true},
        {"... in a folder of 20 conversations", common, false, true},
        {"five common words", writer.wordOfRank(1) + u' ' + writer.wordOfRank(2) + u' ' + writer.wordOfRank(3) + u' ' +
                                  writer.wordOfRank(4) + u' ' + writer.wordOfRank(5)},
        {"a rare word", rare},
        {"prefix of one letter", QStringLiteral("a")},
        {"... in a folder of 20 conversations", QStringLiteral("a"), false, true},
        {"prefixes of one letter, five", QStringLiteral("a b c d e")},
        {"prefix of two letters", QStringLiteral("ab")},
        {"prefix of four letters", common.left(4)},
        {"phrase of common words", u'"' + writer.wordOfRank(1) + u' ' + writer.wordOfRank(2) + u'"'},
        {"a word that is not there", QStringLiteral("qzxjkvw")},
        {"letters within words", writer.wordOfRank(40).sliced(1)},
        {"code", QStringLiteral("%1::%2").arg(writer.wordOfRank(1), writer.wordOfRank(2))},
        {"code that is not there", QStringLiteral("aaa::bbb->ccc")},
        {"two common characters", QStringLiteral("->")},
        {"one character in every text", QStringLiteral(":")},
        {"two characters that are not there", QStringLiteral("}{")},
        {"a common Chinese character", QStringLiteral("\u4E05")},
        {"two Chinese characters", QStringLiteral("\u4E05\u4E06")},
        {"a rare Chinese character", QStringLiteral("\u59A0")},
        {"three Chinese characters", QStringLiteral("\u4E05\u4E06\u4E07")},
        {"a word and code", common + QStringLiteral(" ->")},
        {"a common word and a code fragment", common + QStringLiteral(" ::") + writer.wordOfRank(2)},
        {"pasted text", writer.text(400)},
    };
    bool within = true;
    for (const Case& each : cases) {
        SearchQuery query;
        query.text = each.text;
        query.reasoning = each.reasoning;
        query.folder = each.inFolder ? std::optional<FolderId>(1) : std::nullopt;
        LF_TRY(const bool fast, measure(repository, each.what, query));
        within = within && fast;
    }
    return within;
}

}  // namespace

int main(int argc, char** argv) {
    const Result<bool> within = run(argc > 1 ? std::atoi(argv[1]) : 50'000);
    if (!within) {
        std::fprintf(stderr, "%s\n", describe(within.error()).c_str());
        return 2;
    }
    if (!*within) {
        std::fprintf(stderr, "A search took longer than %.0f ms\n", kBudgetMs);
    }
    return *within ? 0 : 1;
}
