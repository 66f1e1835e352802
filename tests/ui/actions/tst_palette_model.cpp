#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QStringListModel>
#include <QTest>

#include "ui/actions/fuzzy_rank.h"
#include "ui/actions/palette_model.h"
#include "ui/actions/palette_sources.h"

using namespace lanternfish::actions;
using namespace Qt::StringLiterals;

namespace {

/// Answers when the test says so, as a search in the database does.
class SlowSource : public PaletteSource {
    Q_OBJECT

public:
    void search(const QString& query, int) override { asked = query; }
    void answer(const QString& query, const QList<PaletteItem>& items) { emit found(query, items); }

    QString asked;
};

struct Palette {
    Palette() : tester(&model) {
        rows.setStringList({u"Queue in C++"_s, u"Letter"_s, u"Letter to the landlord"_s, u"Release list"_s});
        conversations.setProperty("model", QVariant::fromValue<QAbstractItemModel*>(&rows));
        conversations.setProperty("titleRole", u"display"_s);
        conversations.setProperty("keyRole", u"display"_s);
        conversations.setKind(u"Conversation"_s);
        sections.setProperty("items",
                             QVariantList{QVariantMap{{u"key"_s, u"look"_s}, {u"title"_s, u"Appearance"_s}},
                                          QVariantMap{{u"key"_s, u"language"_s}, {u"title"_s, u"Language"_s}}});
        auto list = model.sourceList();
        for (PaletteSource* const source :
             std::initializer_list<PaletteSource*>{&conversations, &sections, &messages}) {
            list.append(&list, source);
        }
        model.restart();
    }

    QStringList titles() const {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row) {
            all.append(model.index(row).data().toString());
        }
        return all;
    }

    QStringListModel rows;
    ModelSource conversations;
    ListSource sections;
    SlowSource messages;
    PaletteModel model;
    QAbstractItemModelTester tester;
};

}  // namespace

class PaletteModelTest : public QObject {
    Q_OBJECT

private slots:
    void nothingTypedShowsSomeOfEach() {
        const Palette palette;
        QCOMPARE(palette.titles(), QStringList({u"Queue in C++"_s, u"Letter"_s, u"Letter to the landlord"_s,
                                                u"Appearance"_s, u"Language"_s}));
        QCOMPARE(palette.model.selected(), 0);
    }

    void bestOfAllSourcesFirst() {
        Palette palette;
        palette.model.setQuery(u"la"_s);
        QCOMPARE(palette.titles().first(2), QStringList({u"Language"_s, u"Letter to the landlord"_s}));
        palette.model.setQuery(u"landlord"_s);
        QCOMPARE(palette.titles(), QStringList{u"Letter to the landlord"_s});
        palette.model.setQuery(u"nothing"_s);
        QCOMPARE(palette.model.selected(), -1);
        QVERIFY(!palette.model.choose(-1) && !palette.model.choose(0));
    }

    void nineRowsAtMost() {
        Palette palette;
        QStringList many;
        for (int i = 0; i < 50; ++i) {
            many.append(u"Same title %1"_s.arg(i));
        }
        palette.rows.setStringList(many);
        palette.model.setQuery(u"same"_s);
        QCOMPARE(palette.model.rowCount(), 9);
        // Newest first among equals.
        QCOMPARE(palette.titles().first(), u"Same title 0"_s);
    }

    void chosenLatelyComesFirst() {
        Palette palette;
        QSignalSpy chosen(&palette.sections, &PaletteSource::chosen);
        palette.model.setQuery(u"language"_s);
        QVERIFY(palette.model.choose(0));
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), u"language"_s);
        palette.model.restart();
        QCOMPARE(palette.titles().first(), u"Language"_s);
    }

    void recencyNeverCrossesKinds() {
        Palette palette;
        palette.model.setQuery(u"release"_s);
        QVERIFY(palette.model.choose(0));
        palette.rows.setStringList({u"Release list"_s, u"List"_s});
        palette.model.setQuery(u"list"_s);
        QCOMPARE(palette.titles(), QStringList({u"List"_s, u"Release list"_s}));
    }

    void selectionGoesAroundAndStaysWithItsItem() {
        Palette palette;
        palette.model.setQuery(u"l"_s);
        palette.model.move(-1);
        QCOMPARE(palette.model.selected(), palette.model.rowCount() - 1);
        palette.model.move(1);
        palette.model.move(1);
        const QString before = palette.titles()[palette.model.selected()];
        palette.messages.answer(u"l"_s, {{.key = u"7"_s, .title = u"L"_s, .titleHtml = u"<b>L</b>"_s, .rank = 1}});
        QCOMPARE(palette.model.index(0).data(PaletteModel::TitleHtml).toString(), u"<b>L</b>"_s);
        QCOMPARE(palette.titles().first(), u"L"_s);
        QCOMPARE(palette.titles()[palette.model.selected()], before);
    }

    void lateAnswersToAnOlderQueryAreVoid() {
        Palette palette;
        palette.model.setQuery(u"lan"_s);
        QCOMPARE(palette.messages.asked, u"lan"_s);
        const QStringList before = palette.titles();
        palette.messages.answer(u"l"_s, {{.key = u"7"_s, .title = u"Old"_s, .rank = 1}});
        QCOMPARE(palette.titles(), before);
    }

    void tenThousandConversationsWhileTyping() {
        Palette palette;
        QStringList many;
        for (int i = 0; i < 10000; ++i) {
            many.append(u"Conversation about subject number %1"_s.arg(i));
        }
        palette.rows.setStringList(many);
        QElapsedTimer timer;
        timer.start();
        palette.model.setQuery(u"about 9999"_s);
        QCOMPARE(palette.titles().first(), many.last());
        qInfo("searched 10,000 titles in %lld ms", static_cast<long long>(timer.elapsed()));
    }
};

QTEST_GUILESS_MAIN(PaletteModelTest)
#include "tst_palette_model.moc"
