#include <QTest>

#include "app/assistant/conversation_tree.h"
#include "app/assistant/device_list.h"
#include "app/assistant/prompt.h"
#include "app/assistant/rate_meter.h"
#include "app/assistant/title.h"

using namespace lanternfish;
using namespace lanternfish::assistant;

namespace {

store::Message message(store::MessageId id, std::optional<store::MessageId> parent, store::Role role,
                       const QString& text = {}, const QString& reasoning = {}) {
    store::Message made;
    made.id = id;
    made.parent = parent;
    made.role = role;
    made.text = text;
    made.reasoning = reasoning;
    return made;
}

QList<store::MessageId> ids(const QList<store::Message>& messages) {
    QList<store::MessageId> list;
    for (const store::Message& each : messages) {
        list.append(each.id);
    }
    return list;
}

Prompt promptOf(const QList<store::Message>& branch, bool goOn) {
    const AttachmentBytes none = [](const QByteArray&) { return makeError(ErrorCode::NotFound, "none"); };
    return promptFor(branch, goOn, {}, none).value();
}

}  // namespace

/// The parts of the assistant that are functions of values.
class TestParts : public QObject {
    Q_OBJECT

private slots:
    void devicesOfOneNameAreToldApart() {
        const QList<DeviceEntry> entries = entriesOf({{.id = "cuda:0", .name = "RTX", .details = {.api = "CUDA 13.0"}},
                                                      {.id = "vulkan:0", .name = "RTX"},
                                                      {.id = "vulkan:1", .name = "Radeon"},
                                                      {.id = "cuda:1", .problem = OldCudaDriver{{12, 4}, {13, 0}}}});
        QStringList names;
        for (const DeviceEntry& each : entries) {
            names.append(each.name);
        }
        // The last is a driver that can't be used, which names no card.
        QCOMPARE(names, QStringList({"RTX (cuda:0)", "RTX (vulkan:0)", "Radeon", "cuda:1"}));
        QCOMPARE(entries[0].id, QStringLiteral("cuda:0"));
        QCOMPARE(entries[0].detail, QStringLiteral("CUDA 13.0"));
        QCOMPARE(entries[3].detail,
                 QStringLiteral("The NVIDIA driver supports CUDA 12.4, needed is CUDA 13 (driver 580 or newer)."));
        QVERIFY(entries[0].usable && !entries[3].usable);
    }

    void title_data() {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QString>("title");
        QTest::newRow("short") << QStringLiteral("Hello there") << QStringLiteral("Hello there");
        QTest::newRow("first line") << QStringLiteral("\n\n  Why?  \nBecause") << QStringLiteral("Why?");
        QTest::newRow("spaces") << QStringLiteral("a \t  b") << QStringLiteral("a b");
        QTest::newRow("just fits") << QString(60, QLatin1Char('a')) << QString(60, QLatin1Char('a'));
        QTest::newRow("cut at a word")
            << QStringLiteral("Could you explain to me how lanternfish make their own light in the deep")
            << QStringLiteral("Could you explain to me how lanternfish make their own…");
        QTest::newRow("one long word") << QString(100, QLatin1Char('a')) << QString(59, QLatin1Char('a')) + u'…';
        // A surrogate pair stands across the cut.
        QTest::newRow("whole characters") << QString(58, QLatin1Char('a')) + QStringLiteral("\U0001F41F\U0001F41F")
                                          << QString(58, QLatin1Char('a')) + u'…';
    }

    void title() {
        QFETCH(const QString, question);
        QFETCH(const QString, title);
        QCOMPARE(titleFrom(question), title);
        QVERIFY(titleFrom(question).size() <= kTitleLength);
    }

    void treeWalks() {
        const store::Role user = store::Role::User;
        const store::Role answer = store::Role::Assistant;
        const ConversationTree tree({message(1, {}, user), message(2, 1, answer), message(3, 1, answer),
                                     message(4, 2, user), message(5, 4, answer), message(6, {}, user)});
        QCOMPARE(ids(tree.branch(5)), (QList<store::MessageId>{1, 2, 4, 5}));
        QCOMPARE(tree.siblings(2), (QList<store::MessageId>{2, 3}));
        QCOMPARE(tree.siblings(1), (QList<store::MessageId>{1, 6}));
        QCOMPARE(tree.newestLeaf(2), 5);
        QCOMPARE(tree.newestLeaf(1), 3);
        QCOMPARE(tree.newestLeaf().value(), 6);
        QVERIFY(tree.branch(99).isEmpty());
        QVERIFY(!ConversationTree().newestLeaf());
    }

    void treeOfABrokenFileEnds() {
        const ConversationTree tree({message(1, 2, store::Role::User), message(2, 1, store::Role::Assistant),
                                     message(3, 77, store::Role::User), message(4, 4, store::Role::User)});
        QCOMPARE(ids(tree.branch(2)), (QList<store::MessageId>{1, 2}));
        QCOMPARE(ids(tree.branch(3)), (QList<store::MessageId>{3}));
        QCOMPARE(ids(tree.branch(4)), (QList<store::MessageId>{4}));
    }

    void promptOfANewAnswer() {
        QList<store::Message> branch = {
            message(1, {}, store::Role::User, QStringLiteral("one")),
            message(2, 1, store::Role::Assistant, QStringLiteral("two"), QStringLiteral("r")),
            message(3, 2, store::Role::User, QStringLiteral("three")), message(4, 3, store::Role::Assistant)};
        branch.last().thinking = store::ThinkingLevel::High;
        const Prompt prompt = promptOf(branch, false);
        QCOMPARE(prompt.messages.size(), size_t(3));
        QCOMPARE(prompt.messages[1].content, std::string("two"));
        QCOMPARE(prompt.messages[1].reasoning, std::string("r"));
        QVERIFY(!prompt.options.continueLast);
        QVERIFY(prompt.options.thinking == Thinking::High);
        QVERIFY(prompt.insideReasoning);
    }

    void answersWithoutAWordAreLeftOut() {
        const QList<store::Message> branch = {
            message(1, {}, store::Role::User, QStringLiteral("one")), message(2, 1, store::Role::Assistant),
            message(3, 2, store::Role::User, QStringLiteral("three")), message(4, 3, store::Role::Assistant)};
        const Prompt prompt = promptOf(branch, false);
        QCOMPARE(prompt.messages.size(), size_t(2));
        QVERIFY(prompt.messages[1].role == Role::User);
        QVERIFY(!prompt.insideReasoning);
    }

    void promptToGoOn_data() {
        QTest::addColumn<bool>("thinks");
        QTest::addColumn<QString>("reasoning");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("continues");
        QTest::addColumn<bool>("inside");
        QTest::newRow("nothing yet") << false << QString() << QString() << false << false;
        QTest::newRow("nothing yet, thinking") << true << QString() << QString() << false << true;
        QTest::newRow("text") << false << QString() << QStringLiteral("te") << true << false;
        QTest::newRow("reasoning") << true << QStringLiteral("re") << QString() << true << true;
        QTest::newRow("text after reasoning") << true << QStringLiteral("re") << QStringLiteral("te") << true << false;
    }

    void promptToGoOn() {
        QFETCH(const bool, thinks);
        QFETCH(const QString, reasoning);
        QFETCH(const QString, text);
        QFETCH(const bool, continues);
        QFETCH(const bool, inside);
        QList<store::Message> branch = {message(1, {}, store::Role::User, QStringLiteral("one")),
                                        message(2, 1, store::Role::Assistant, text, reasoning)};
        branch.last().thinking = thinks ? store::ThinkingLevel::Max : store::ThinkingLevel::None;
        const Prompt prompt = promptOf(branch, true);
        QCOMPARE(prompt.options.continueLast, continues);
        QCOMPARE(prompt.options.insideReasoning, continues && inside);
        QCOMPARE(prompt.insideReasoning, inside);
        QCOMPARE(prompt.messages.size(), size_t(continues ? 2 : 1));
    }

    void rateIsThatOfTheLastSecond() {
        RateMeter meter;
        RateMeter::Clock::time_point now{};
        QCOMPARE(meter.perSecond(), 0.0);
        meter.add(now);
        QCOMPARE(meter.perSecond(), 0.0);
        for (int i = 0; i < 20; ++i) {
            meter.add(now += std::chrono::milliseconds(500));
        }
        QVERIFY(qAbs(meter.perSecond() - 2.0) < 1e-9);
        for (int i = 0; i < 200; ++i) {
            meter.add(now += std::chrono::milliseconds(10));
        }
        QVERIFY(qAbs(meter.perSecond() - 100.0) < 1e-9);
        meter.add(now += std::chrono::seconds(4));
        QVERIFY(qAbs(meter.perSecond() - 0.25) < 1e-9);
    }
};

QTEST_GUILESS_MAIN(TestParts)
#include "tst_parts.moc"
