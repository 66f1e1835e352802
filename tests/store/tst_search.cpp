#include <QTemporaryDir>
#include <QTest>
#include <random>

#include "app/store/repository.h"

using namespace lanternfish;
using namespace lanternfish::store;

namespace {

/// A term as the test made it, so that what it should find needs no parser.
struct Term {
    QString typed;
    QStringList words;  ///< Folded; empty: a fragment.
    bool isPrefix = false;
    QString plain;  ///< Without quotes.
};

// The reference. Nothing here is shared with the store: Qt's decomposition instead of SQLite's tables.

QString foldedCharacter(const QString& character) {
    QString folded;
    for (const QChar unit : character.normalized(QString::NormalizationForm_D)) {
        if (!unit.isMark()) {
            folded += unit;
        }
    }
    return folded.toLower();
}

QStringList wordsOf(const QString& text) {
    QStringList words;
    QString word;
    for (const uint character : text.toUcs4()) {
        if (QChar::isLetterOrNumber(character) || QChar::isMark(character)) {
            word += foldedCharacter(QString::fromUcs4(reinterpret_cast<const char32_t*>(&character), 1));
        } else if (!word.isEmpty()) {
            words.append(std::exchange(word, {}));
        }
    }
    if (!word.isEmpty()) {
        words.append(word);
    }
    return words;
}

bool hasWords(const QString& text, const Term& term) {
    const QStringList words = wordsOf(text);
    for (qsizetype i = 0; i + term.words.size() <= words.size(); ++i) {
        bool same = true;
        for (qsizetype j = 0; j < term.words.size(); ++j) {
            const bool prefix = term.isPrefix && j + 1 == term.words.size();
            same = same && (prefix ? words[i + j].startsWith(term.words[j]) : words[i + j] == term.words[j]);
        }
        if (same) {
            return true;
        }
    }
    return false;
}

bool hasLetters(const QString& text, const Term& term) {
    return text.toLower().contains(term.plain.toLower());
}

bool matches(const QStringList& columns, const QList<Term>& terms) {
    const auto somewhere = [&](const Term& term, bool (*found)(const QString&, const Term&)) {
        return std::ranges::any_of(columns, [&](const QString& column) { return found(column, term); });
    };
    const bool byWords = std::ranges::all_of(
        terms, [&](const Term& term) { return somewhere(term, term.words.isEmpty() ? hasLetters : hasWords); });
    const bool lettersAreAsked =
        std::ranges::any_of(terms, [](const Term& term) { return term.plain.toUcs4().size() >= 3; });
    return byWords || (lettersAreAsked &&
                       std::ranges::all_of(terms, [&](const Term& term) { return somewhere(term, hasLetters); }));
}

const QStringList kPieces = {QStringLiteral("Größe"),
                             QStringLiteral("grosse"),
                             QStringLiteral("naïve"),
                             QStringLiteral("Naive"),
                             QStringLiteral("light"),
                             QStringLiteral("lighthouse"),
                             QStringLiteral("moonlight"),
                             QStringLiteral("LIGHT"),
                             QStringLiteral("a"),
                             QStringLiteral("ab"),
                             QStringLiteral("résumé"),
                             QStringLiteral("42"),
                             QStringLiteral("std::stop_token"),
                             QStringLiteral("a->b"),
                             QStringLiteral("x->y()"),
                             QStringLiteral("foo(bar)"),
                             QStringLiteral("StopToken"),
                             QStringLiteral("#include"),
                             QStringLiteral("C++"),
                             QStringLiteral("%d\""),
                             QStringLiteral("深海"),
                             QStringLiteral("深海魚"),
                             QStringLiteral("海の魚"),
                             QStringLiteral("ランタン"),
                             QStringLiteral("\U0001F41F"),
                             QStringLiteral("\U0001F41F\U0001F525"),
                             QStringLiteral("Ärger"),
                             QStringLiteral("Привет"),
                             QStringLiteral("привет!"),
                             QStringLiteral("안녕하세요"),
                             QStringLiteral("ไทย"),
                             QStringLiteral("don't"),
                             QStringLiteral("*"),
                             QStringLiteral("NEAR"),
                             QStringLiteral("AND")};

class Source {
public:
    explicit Source(uint32_t seed) : m_random(seed) {}

    size_t below(size_t limit) { return m_random() % limit; }
    const QString& piece() { return kPieces[static_cast<qsizetype>(below(static_cast<size_t>(kPieces.size())))]; }

    QString text() {
        static const QStringList kGaps = {QStringLiteral(" "), QStringLiteral("\n"), QStringLiteral(", "), QString(),
                                          QStringLiteral(" ")};
        QString text;
        for (size_t i = 0, count = below(12); i < count; ++i) {
            text += piece() + kGaps[static_cast<qsizetype>(below(5))];
        }
        return text;
    }

    Term term() {
        static const QStringList kFragments = {
            QStringLiteral("::"),         QStringLiteral("->"),         QStringLiteral("->y"),
            QStringLiteral("std::stop"),  QStringLiteral("p_token"),    QStringLiteral("(bar)"),
            QStringLiteral("深"),         QStringLiteral("海"),         QStringLiteral("深海"),
            QStringLiteral("海魚"),       QStringLiteral("深海魚"),     QStringLiteral("ンタ"),
            QStringLiteral("\U0001F41F"), QStringLiteral("\U0001F525"), QStringLiteral("c++"),
            QStringLiteral("%D"),         QStringLiteral("ทย"),         QStringLiteral("*"),
            QStringLiteral("#inc")};
        static const QStringList kWords = {
            QStringLiteral("Größe"), QStringLiteral("grosse"), QStringLiteral("gro"),    QStringLiteral("NAIVE"),
            QStringLiteral("naïv"),  QStringLiteral("light"),  QStringLiteral("ligh"),   QStringLiteral("l"),
            QStringLiteral("house"), QStringLiteral("ab"),     QStringLiteral("resume"), QStringLiteral("4"),
            QStringLiteral("stop"),  QStringLiteral("token"),  QStringLiteral("arger"),  QStringLiteral("ПРИВ"),
            QStringLiteral("안녕"),  QStringLiteral("NEAR"),   QStringLiteral("and"),    QStringLiteral("zzz")};
        switch (below(5)) {
            case 0:
            case 1: {
                const QString word = kWords[static_cast<qsizetype>(below(static_cast<size_t>(kWords.size())))];
                return {word, wordsOf(word), true, word};
            }
            case 2: {
                const QString first = kWords[static_cast<qsizetype>(below(static_cast<size_t>(kWords.size())))];
                const QString plain = below(2) == 0 ? first : first + u' ' + QStringLiteral("light");
                return {u'"' + plain + u'"', wordsOf(plain), false, plain};
            }
            default: {
                const QString fragment =
                    kFragments[static_cast<qsizetype>(below(static_cast<size_t>(kFragments.size())))];
                return {fragment, {}, false, fragment};
            }
        }
    }

    QDateTime time() {
        return QDateTime::fromMSecsSinceEpoch(1'750'000'000'000 + static_cast<qint64>(below(1u << 30)));
    }

private:
    std::mt19937 m_random;
};

}  // namespace

class TestSearch : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("history.sqlite"));
        m_repository.emplace(Repository::open(m_path, Access::ReadWrite).value());
        m_messages.clear();
        m_conversations.clear();
        m_last = 0;
    }

    void findsWhatABruteForceSearchFinds_data() {
        QTest::addColumn<uint32_t>("seed");
        for (uint32_t seed = 1; seed <= 6; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }

    void findsWhatABruteForceSearchFinds() {
        QFETCH(const uint32_t, seed);
        Source source(seed);
        for (int round = 0; round < 12; ++round) {
            for (int i = 0; i < 15; ++i) {
                change(source);
                if (QTest::currentTestFailed()) {
                    return;
                }
            }
            for (int i = 0; i < 25; ++i) {
                compare(source);
                if (QTest::currentTestFailed()) {
                    return;
                }
            }
        }
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadWrite, 1000);
        QVERIFY(database);
        for (const char* index : {"message_words", "message_trigrams", "title_words", "title_trigrams"}) {
            const Result<void> sound = database->execute(std::string("INSERT INTO ") + index + "(" + index +
                                                         ", rank) VALUES ('integrity-check', 1)");
            QVERIFY2(sound, sound ? "" : describe(sound.error()).c_str());
        }
    }

    void noTextIsASyntaxError() {
        addConversation(QStringLiteral("t"));
        addMessage(QStringLiteral("text \" with -> * anything"), {});
        std::mt19937 random(3);
        const QString alphabet = QStringLiteral("\"\"\"**()-^:{}+ aA.,'深\U0001F41F\\%_|&<>=NOT").append(QChar(0));
        for (int i = 0; i < 3000; ++i) {
            QString text;
            for (unsigned j = 0, count = random() % 12; j < count; ++j) {
                text += alphabet[static_cast<qsizetype>(random() % static_cast<unsigned>(alphabet.size()))];
            }
            const Result<QList<SearchHit>> hits = m_repository->search({.text = text, .reasoning = i % 2 == 0});
            QVERIFY2(hits,
                     qPrintable(text + u' ' + (hits ? QString() : QString::fromStdString(describe(hits.error())))));
        }
        QVERIFY(m_repository->search({.text = QString(100'000, u'x')}));
        QVERIFY(m_repository->search({.text = QStringLiteral("word ").repeated(10'000)}));
        QVERIFY(m_repository->search({.text = QStringLiteral("->:").repeated(10'000)}));
        QVERIFY(m_repository->search({.text = QString()}).value().isEmpty());
    }

    void marksStandAtTheWords() {
        addConversation(QStringLiteral("Fish"));
        addMessage(QStringLiteral("\U0001F41F in front. ").repeated(40) +
                       QStringLiteral("Then\n\n  the Größe of a LIGHTHOUSE\tand std::stop_token. ") +
                       QStringLiteral("More and more. ").repeated(40),
                   {});
        const SearchHit hit = m_repository->search({.text = QStringLiteral("grosse light")}).value().value(0);
        QVERIFY(hit.snippet.isEmpty());  // ß is no ss
        const SearchHit words =
            m_repository->search({.text = QStringLiteral("größ light stop_token")}).value().value(0);
        QVERIFY2(words.snippet.contains(QStringLiteral("Then the Größe of a LIGHTHOUSE and std::stop_token.")),
                 qPrintable(words.snippet));
        QVERIFY(words.snippet.startsWith(u'\u2026') && words.snippet.endsWith(u'\u2026'));
        QVERIFY(words.snippet.size() < 260);
        QStringList marked;
        for (const auto& [start, length] : words.marks) {
            marked.append(words.snippet.sliced(start, length));
        }
        QCOMPARE(marked,
                 QStringList({QStringLiteral("Größe"), QStringLiteral("LIGHTHOUSE"), QStringLiteral("stop_token")}));
        const SearchHit code = m_repository->search({.text = QStringLiteral("STD::stop")}).value().value(0);
        QCOMPARE(code.marks.size(), 1);
        QCOMPARE(code.snippet.sliced(code.marks[0].first, code.marks[0].second), QStringLiteral("std::stop"));
    }

    void filtersAndOrder() {
        addConversation(QStringLiteral("old lantern"));
        addMessage(QStringLiteral("lantern once"), {});
        addConversation(QStringLiteral("other"));
        addMessage(QStringLiteral("about a lantern"), QStringLiteral("secret thought"));
        addConversation(QStringLiteral("third"));
        addMessage(QStringLiteral("a lantern again"), {});
        QList<SearchHit> hits = m_repository->search({.text = QStringLiteral("lantern")}).value();
        QCOMPARE(hits.size(), 4);
        QVERIFY(!hits[0].message);  // the title
        QCOMPARE(m_repository->search({.text = QStringLiteral("lantern"), .limit = 2}).value().size(), 2);
        QVERIFY(m_repository->search({.text = QStringLiteral("secret")}).value().isEmpty());
        hits = m_repository->search({.text = QStringLiteral("secret lantern"), .reasoning = true}).value();
        QCOMPARE(hits.size(), 1);
        QVERIFY(!hits[0].marks.isEmpty());

        QVERIFY(m_repository->setArchived(3, true));
        QCOMPARE(m_repository->search({.text = QStringLiteral("lantern"), .archived = false}).value().size(), 3);
        QVERIFY(m_repository->insertFolder({1, {}, QStringLiteral("a"), 0}));
        QVERIFY(m_repository->insertFolder({2, 1, QStringLiteral("b"), 0}));
        QVERIFY(m_repository->setFolder(2, 2));
        hits = m_repository->search({.text = QStringLiteral("lantern"), .folder = 1}).value();
        QCOMPARE(hits.size(), 1);
        QCOMPARE(hits[0].conversation, 2);
        // A process that only reads searches too.
        Result<Repository> reader = Repository::open(m_path, Access::ReadOnly);
        QVERIFY(reader);
        QCOMPARE(reader->search({.text = QStringLiteral("lantern")}).value().size(), 4);
        QCOMPARE(reader->search({.text = QStringLiteral("->")}).value().size(), 0);
    }

    void rareCharactersAreFoundFarBack() {
        addConversation(QStringLiteral("t"));
        addMessage(QStringLiteral("ends in 鯨"), {});
        addMessage(QStringLiteral("烏賊 and }{"), {});
        for (int i = 0; i < 2500; ++i) {
            addMessage(QStringLiteral("nothing of it %1").arg(i), {});
        }
        for (const char16_t* text : {u"鯨", u"烏", u"賊", u"烏賊", u"}{", u"}"}) {
            const QList<SearchHit> hits = m_repository->search({.text = QString::fromUtf16(text)}).value();
            QCOMPARE(hits.size(), 1);
            QCOMPARE(hits[0].marks.size(), 1);
        }
        QVERIFY(m_repository->search({.text = QStringLiteral("鯨}")}).value().isEmpty());
    }

    void anAnswerComesInWhenItEnds() {
        addConversation(QStringLiteral("t"));
        Message answer{.id = 1, .conversation = 1, .role = Role::Assistant, .status = Status::Streaming};
        QVERIFY(m_repository->insertMessage(answer));
        answer.text = QStringLiteral("lantern");
        QVERIFY(m_repository->saveProgress(answer));
        const SearchQuery query{.text = QStringLiteral("lantern")};
        const SearchQuery letters{.text = QStringLiteral("ante")};
        QVERIFY(m_repository->search(query).value().isEmpty());
        QCOMPARE(m_repository->markInterrupted().value(), 1);
        QCOMPARE(m_repository->search(query).value().size(), 1);
        QCOMPARE(m_repository->search(letters).value().size(), 1);
        answer.status = Status::Streaming;  // goes on
        QVERIFY(m_repository->saveMessage(answer));
        QVERIFY(m_repository->search(query).value().isEmpty());
        answer.text = QStringLiteral("lanterns");
        QVERIFY(m_repository->saveProgress(answer));
        answer.status = Status::Complete;
        QVERIFY(m_repository->saveMessage(answer));
        QCOMPARE(m_repository->search({.text = QStringLiteral("\"lanterns\"")}).value().size(), 1);
        QVERIFY(m_repository->search({.text = QStringLiteral("\"lantern\"")}).value().size() == 1);  // by letters
    }

    void purgedTextIsNowhereInTheFile() {
        addConversation(QStringLiteral("Keep"));
        addMessage(QStringLiteral("what stays"), {});
        addConversation(QStringLiteral("Title Xylophonquatsch"));
        addMessage(QStringLiteral("Geheimniskrämerei 秘密 Zyzzyva"), QStringLiteral("Gedankenblitz"));
        for (int i = 0; i < 300; ++i) {
            addConversation(QStringLiteral("more %1").arg(i));
            addMessage(QStringLiteral("more text %1").arg(i), {});
        }
        QVERIFY(m_repository->purge(2));
        for (int i = 0; i < 1000 && !m_repository->scrub().value(); ++i) {
        }
        QVERIFY(m_repository->scrub().value());
        // Words stand shortened in an index (by what they share with the one before); so do trigrams.
        for (const QByteArray& trace : {QByteArray("ylophonquatsch"), QByteArray("eheimniskr"), QByteArray("秘密"),
                                        QByteArray("yzzyva"), QByteArray("edankenblitz")}) {
            for (const char* suffix : {"", "-wal"}) {
                QFile file(m_path + QLatin1StringView(suffix));
                if (file.open(QIODevice::ReadOnly)) {
                    QVERIFY2(!file.readAll().contains(trace), trace.constData());
                }
            }
        }
        Result<Database> database = Database::open(m_path.toStdString(), Access::ReadOnly, 1000);
        QVERIFY(database && database->execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', "
                                              "'message_trigrams', 'row'); CREATE VIRTUAL TABLE temp.words USING "
                                              "fts5vocab('main', 'message_words', 'row')"));
        QCOMPARE(database->integerOf("SELECT count(*) FROM temp.terms WHERE term IN ('zyz', '秘密 ', 'dan')").value(),
                 0);
        QCOMPARE(database->integerOf("SELECT count(*) FROM temp.words WHERE term LIKE 'geh%'").value(), 0);
    }

private:
    void addConversation(const QString& title) {
        const auto id = static_cast<ConversationId>(m_conversations.size() + 1);
        Conversation conversation{.id = id, .title = title, .createdAt = QDateTime::currentDateTimeUtc()};
        conversation.updatedAt = conversation.createdAt;
        QVERIFY(m_repository->insertConversation(conversation));
        m_conversations.insert(id, conversation);
    }

    void addMessage(const QString& text, const QString& reasoning) {
        Message message{
            .id = ++m_last, .conversation = m_conversations.lastKey(), .text = text, .reasoning = reasoning};
        message.createdAt = QDateTime::currentDateTimeUtc();
        QVERIFY(m_repository->insertMessage(message));
        m_messages.insert(m_last, message);
    }

    /// One random change, in the database and in the test's own lists.
    void change(Source& source) {
        if (m_conversations.isEmpty() || source.below(8) == 0) {
            const ConversationId id = m_conversations.isEmpty() ? 1 : m_conversations.lastKey() + 1;
            Conversation added{
                .id = id, .title = source.text(), .createdAt = source.time(), .updatedAt = source.time()};
            QVERIFY(m_repository->insertConversation(added));
            m_conversations.insert(id, added);
            return;
        }
        auto conversation = std::next(
            m_conversations.begin(), static_cast<qsizetype>(source.below(static_cast<size_t>(m_conversations.size()))));
        const ConversationId id = conversation.key();
        switch (source.below(10)) {
            case 0:
                conversation->title = source.text();
                QVERIFY(m_repository->rename(id, conversation->title));
                return;
            case 1:
                conversation->deletedAt = source.time();
                QVERIFY(m_repository->softDelete(id, *conversation->deletedAt));
                return;
            case 2:
                conversation->deletedAt.reset();
                QVERIFY(m_repository->restore(id));
                return;
            case 3:
                if (source.below(3) == 0 && m_conversations.size() > 1) {
                    QVERIFY(m_repository->purge(id));
                    m_conversations.erase(conversation);
                    m_messages.removeIf([&](const auto& each) { return each->conversation == id; });
                }
                return;
            case 4:
            case 5:
                if (!m_messages.isEmpty()) {
                    auto edited =
                        std::next(m_messages.begin(),
                                  static_cast<qsizetype>(source.below(static_cast<size_t>(m_messages.size()))));
                    edited->text = source.text();
                    edited->status = source.below(3) == 0 ? Status::Streaming : Status::Complete;
                    QVERIFY(m_repository->saveMessage(*edited));
                    return;
                }
                [[fallthrough]];
            default: {
                Message message{.id = ++m_last, .conversation = id, .role = Role::Assistant};
                message.text = source.text();
                message.reasoning = source.below(3) == 0 ? source.text() : QString();
                message.status = source.below(6) == 0 ? Status::Streaming : Status::Complete;
                message.createdAt = source.time();
                QVERIFY(m_repository->insertMessage(message));
                m_messages.insert(message.id, message);
            }
        }
    }

    void compare(Source& source) {
        QList<Term> terms;
        QStringList typed;
        for (size_t i = 0, count = 1 + source.below(3); i < count; ++i) {
            terms.append(source.term());
            typed.append(terms.last().typed);
        }
        SearchQuery query{.text = typed.join(u' '), .reasoning = source.below(2) == 0, .limit = 1000};
        QSet<qint64> expected;  // messages, and titles as negative ids
        for (const Message& message : std::as_const(m_messages)) {
            QStringList columns{message.text};
            if (query.reasoning) {
                columns.append(message.reasoning);
            }
            if (message.status != Status::Streaming && !m_conversations.value(message.conversation).deletedAt &&
                matches(columns, terms)) {
                expected.insert(message.id);
            }
        }
        for (const Conversation& conversation : std::as_const(m_conversations)) {
            if (!conversation.deletedAt && matches({conversation.title}, terms)) {
                expected.insert(-conversation.id);
            }
        }
        const Result<QList<SearchHit>> hits = m_repository->search(query);
        QVERIFY2(hits, hits ? "" : describe(hits.error()).c_str());
        QSet<qint64> found;
        for (const SearchHit& hit : *hits) {
            const qint64 id = hit.message.value_or(-hit.conversation);
            QVERIFY2(!found.contains(id), qPrintable(query.text));
            found.insert(id);
            int end = 0;
            QVERIFY2(!hit.marks.isEmpty(), qPrintable(query.text + u'|' + hit.snippet));
            for (const auto& [start, length] : hit.marks) {
                QVERIFY(start >= end && length > 0 && start + length <= hit.snippet.size());
                end = start + length;
            }
        }
        if (found != expected) {
            const auto show = [&](QSet<qint64> ids) {
                QStringList texts;
                for (const qint64 id : ids) {
                    texts.append(QStringLiteral("%1: %2").arg(id).arg(id > 0 ? m_messages.value(id).text
                                                                             : m_conversations.value(-id).title));
                }
                return texts.join(u'\n');
            };
            QFAIL(qPrintable(QStringLiteral("%1 (reasoning %2)\nmissing:\n%3\ntoo much:\n%4")
                                 .arg(query.text)
                                 .arg(query.reasoning)
                                 .arg(show(QSet<qint64>(expected).subtract(found)), show(found.subtract(expected)))));
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::optional<Repository> m_repository;
    QMap<MessageId, Message> m_messages;
    QMap<ConversationId, Conversation> m_conversations;
    MessageId m_last = 0;
};

QTEST_GUILESS_MAIN(TestSearch)
#include "tst_search.moc"
