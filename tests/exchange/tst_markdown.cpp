#include <QDirIterator>

#include "app/exchange/markdown_text.h"
#include "app/exchange/markdown_writer.h"
#include "app/markup/markdown_tree.h"
#include "app/markup/streaming_parser.h"
#include "tests/exchange/histories.h"
#include "tests/markup/random_markdown.h"

using namespace histories;
using namespace lanternfish::exchange;

namespace {

QString written(store::Repository& repository, const TranscriptOptions& options = {.zone = QTimeZone::UTC}) {
    const auto transcript =
        transcriptOf(HistoryAccess::direct(repository), repository.conversations().value()[0], options);
    return QString::fromUtf8(markdownOf(*transcript));
}

}  // namespace

class TestMarkdown : public QObject {
    Q_OBJECT

private slots:
    void theShownBranchIsWritten() {
        store::Repository repository = memory();
        QVERIFY(repository.insertConversation(conversation(1, QStringLiteral("Sorting *fast* #1"))));
        store::Message asked = question(1, 1, {}, QStringLiteral("How?\r\nTell me."));
        asked.attachments = {repository.addAttachment(QStringLiteral("src/a.cpp"), "// ```\nint x;\n").value(),
                             repository.addAttachment(QStringLiteral("b.bin"), QByteArray("\0\1", 2)).value()};
        QVERIFY(repository.insertMessage(asked));
        QVERIFY(repository.insertMessage(answer(2, 1, 1, QStringLiteral("Not shown"))));
        store::Message answered = answer(3, 1, 1, QStringLiteral("Use `std::sort`.\n\n```cpp\nstd::sort(a);\n"));
        answered.reasoning = QStringLiteral("Hm </details> hm.");
        answered.model = QStringLiteral("nano");
        answered.status = store::Status::Stopped;
        answered.stats.thinkingSeconds = 2.4;
        QVERIFY(repository.insertMessage(answered));
        const QString head = QStringLiteral(R"(# Sorting \*fast\* \#1

## You, 2025-06-15 15:06

How?
Tell me.

Attached: src/a.cpp \(14 bytes\))");
        const QString answerHead = QStringLiteral(R"(

Attached: b.bin \(2 bytes\)

## Assistant, 2025-06-15 15:06

*nano*)");
        const QString thinking = QStringLiteral(R"(

<details>
<summary>Thinking, 2 s</summary>

Hm \</details> hm.

</details>)");
        const QString rest = QStringLiteral(R"(

Use `std::sort`.

```cpp
std::sort(a);
```

*The answer was stopped here.*
)");
        QCOMPARE(written(repository), head + answerHead + thinking + rest);
        QCOMPARE(written(repository, {.thinking = false, .zone = QTimeZone::UTC}), head + answerHead + rest);
        QCOMPARE(written(repository, {.attachmentContents = true, .zone = QTimeZone::UTC}),
                 head + QStringLiteral("\n\n````cpp\n// ```\nint x;\n````") + answerHead + thinking + rest);
    }

    void whatIsSaidStaysInItsPlace_data() {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("contained");
        const auto row = [](const char* said, const char* result) {
            QTest::addRow("%s", said) << QString::fromUtf8(said) << QString::fromUtf8(result);
        };
        row("", "");
        row("plain\n\n", "plain");
        row("```cpp\nopen", "```cpp\nopen\n```");
        row("~~~~\n```\nopen", "~~~~\n```\nopen\n~~~~");
        row("```\nclosed\n```", "```\nclosed\n```");
        row("- ```\n  in a list\n  ```", "- ```\n  in a list\n  ```");
        row("- ```\n  open in a list", "- ```\n  open in a list");
        row("a <b>bold</b> & <!-- c", "a \\<b>bold\\</b> & \\<!-- c");
        row("<script>\nx", "\\<script>\nx");
        row("`<b>` and ``<i> ` <u>`` and ` <s>", "`<b>` and ``<i> ` <u>`` and ` \\<s>");
        row("`a\n<b>` c", "`a\n<b>` c");
        row("`a\n\n<b>` c", "`a\n\n\\<b>` c");
        row("\\`<b>\\`", "\\`\\<b>\\`");
        row("1 < 2, a<b, <https://x.org>", "1 < 2, a\\<b, <https://x.org>");
        row("```\n<b>\n```\n<i>", "```\n<b>\n```\n\\<i>");
    }

    void whatIsSaidStaysInItsPlace() {
        QFETCH(const QString, said);
        QTEST(contained(said), "contained");
    }

    void containedTextMeansTheSameAndEndsByItself() {
        QRandomGenerator random(3);
        int compared = 0;
        for (int i = 0; i < 1500; ++i) {
            const QString said = randomMarkdown(random, random.bounded(12));
            const QString text = contained(said);
            const auto document = lanternfish::markup::parseMarkdown((text + QStringLiteral("\n\n## next")).toUtf8());
            const auto& last = document.children.back();
            QVERIFY2(last.type == lanternfish::markup::Node::Type::Heading && last.plain == QStringLiteral("next"),
                     qUtf8Printable(said));
            QString trimmed = said;
            while (!trimmed.isEmpty() && trimmed.back().isSpace()) {
                trimmed.chop(1);
            }
            if (text.count(u'\n') != trimmed.count(u'\n')) {
                continue;  // a fence was closed, or stands around all of it
            }
            ++compared;
            const auto before = lanternfish::markup::parse(trimmed);
            const auto after = lanternfish::markup::parse(text);
            QCOMPARE(after.size(), before.size());
            for (qsizetype j = 0; j < before.size(); ++j) {
                QVERIFY2(after[j].kind == before[j].kind && after[j].plainText == before[j].plainText,
                         qUtf8Printable(said + QStringLiteral("\n=====\n") + text));
            }
        }
        QVERIFY(compared > 500);
    }

    void aFenceIsLongerThanWhatItHolds() {
        QCOMPARE(fenced(QStringLiteral("x"), QStringLiteral("cpp")), QStringLiteral("```cpp\nx\n```"));
        QCOMPARE(fenced(QStringLiteral("a ```` b\n"), {}), QStringLiteral("`````\na ```` b\n`````"));
    }

    void severalConversationsGoIntoFolders() {
        store::Repository repository = memory();
        QVERIFY(repository.insertFolder({.id = 1, .name = QStringLiteral("Work / CON")}));
        QVERIFY(repository.insertFolder({.id = 2, .parent = 1, .name = QStringLiteral("..")}));
        for (qint64 id = 1; id <= 4; ++id) {
            store::Conversation entry = conversation(id, id == 4 ? QString() : QStringLiteral("Same"));
            entry.folder = id == 2 ? std::optional<qint64>(1) : id == 3 ? std::optional<qint64>(2) : std::nullopt;
            QVERIFY(repository.insertConversation(entry));
        }
        store::Conversation same = conversation(5, QStringLiteral("same"));
        QVERIFY(repository.insertConversation(same));
        QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("out"));
        const ExportRequest request{.format = Format::Markdown, .target = target};
        const auto report = exportHistory(HistoryAccess::direct(repository), request, {});
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QCOMPARE(report->conversations, 5);
        QStringList files;
        QDirIterator all(target, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            files.append(all.next().sliced(target.size() + 1));
        }
        files.sort();
        QCOMPARE(files, (QStringList{QStringLiteral("Same.md"), QStringLiteral("Untitled conversation.md"),
                                     QStringLiteral("Work CON/Same.md"), QStringLiteral("Work CON/Untitled/Same.md"),
                                     QStringLiteral("same (2).md")}));
        // Nothing else is left beside it, and what is there is kept.
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size(), 1);
        const auto again = exportHistory(HistoryAccess::direct(repository), request, {});
        QCOMPARE(again.error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestMarkdown)
#include "tst_markdown.moc"
