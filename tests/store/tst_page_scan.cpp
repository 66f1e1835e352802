#include <format>
#include <QTemporaryDir>
#include <QTest>
#include <random>
#include <set>

#include "app/store/page_scan.h"
#include "tests/store/full_history.h"

using namespace lanternfish;
using namespace lanternfish::store;

class TestPageScan : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        m_path = m_folder.filePath(QStringLiteral("history.sqlite"));
        QVERIFY(makeFullHistory(m_path));
        m_content = contentOf(m_path);
    }

    void noRowFitsTwoTables() {
        const std::vector<RowShape> shapes = rowShapes(kTables).value();
        QVERIFY(shapes.size() > std::size(kTables));
        using Type = Value::Type;
        for (const RowShape& one : shapes) {
            for (const RowShape& other : shapes) {
                if (one.table == other.table || one.columns.size() != other.columns.size() ||
                    one.hasIds != other.hasIds) {
                    continue;
                }
                // Some column tells them apart, whatever a row has in it.
                bool isTold = false;
                for (size_t i = 0; i < one.columns.size(); ++i) {
                    bool shared = false;
                    for (const Type type : {Type::Null, Type::Integer, Type::Real, Type::Text, Type::Blob}) {
                        const auto holds = [&](const RowShape& shape) {
                            return RowShape{shape.table, {shape.columns[i]}, shape.hasIds}.fits({type});
                        };
                        shared = shared || (holds(one) && holds(other));
                    }
                    isTold = isTold || !shared;
                }
                QVERIFY2(isTold, (one.table + " and " + other.table).c_str());
            }
        }
    }

    // Whatever the bytes are, the scan ends, in time that grows with the file, and the rows obey the constraints.
    void anyBytes_data() {
        QTest::addColumn<uint32_t>("seed");
        for (uint32_t seed = 1; seed <= 60; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }

    void anyBytes() {
        QFETCH(const uint32_t, seed);
        std::mt19937 random(seed);
        QByteArray content = m_content;
        const auto size = static_cast<uint32_t>(content.size());
        const uint32_t pages = size / 4096;
        for (int i = 0, count = 1 + static_cast<int>(random() % 400); i < count; ++i) {
            const qsizetype page = 4096 * static_cast<qsizetype>(random() % pages);
            switch (random() % 4) {
                case 0:  // any byte
                    content[random() % size] = static_cast<char>(random());
                    break;
                case 1:  // the head of a page and the beginning of its pointers
                    content[page + static_cast<qsizetype>(random() % 24)] = static_cast<char>(random());
                    break;
                case 2:  // a page becomes another one, also one that chains lead to
                    content.replace(page, 4096, content.sliced(4096 * static_cast<qsizetype>(random() % pages), 4096));
                    break;
                default:  // a chain that leads anywhere
                    content[page + 3] = static_cast<char>(random() % pages);
                    content[page + 4092 + static_cast<qsizetype>(random() % 4)] = static_cast<char>(random());
                    break;
            }
        }
        write(m_path, content);
        const uint32_t pageSize = seed % 3 == 0 ? 512U << random() % 8 : 4096U;
        Result<PageScan> scan = PageScan::look(m_path, pageSize, seed % 5 == 0 ? random() % 33 : 0, kTables);
        QVERIFY2(scan, scan ? "" : describe(scan.error()).c_str());
        Database to = Database::open(":memory:", Access::ReadWrite, 1000).value();
        to.trustSchema();
        QVERIFY(migrate(to) && to.execute("PRAGMA foreign_keys = OFF; BEGIN"));
        for (const char* table : kTables) {
            SalvagedTable known;
            known.gaps = {{0, std::nullopt}};
            const Result<int64_t> added = scan->restore(table, to, known);
            QVERIFY2(added, added ? "" : describe(added.error()).c_str());
            QCOMPARE(*added, to.integerOf(std::format("SELECT count(*) FROM {}", table)).value());
        }
        QVERIFY(to.execute("COMMIT") && to.check());
    }

    void unusablePageSizesAreRefused() {
        for (const auto& [size, reserved] : {std::pair{0U, 0U}, {256U, 0U}, {4095U, 0U}, {131072U, 0U}, {512U, 33U}}) {
            QCOMPARE(PageScan::look(m_path, size, reserved, kTables).error().code, ErrorCode::InvalidFile);
        }
    }

    void gapsAreWhatIsLeft() {
        std::mt19937 random(1);
        constexpr int kHighest = 60;
        for (int round = 0; round < 500; ++round) {
            QList<IdGap> gaps;
            std::set<int64_t> inside;
            for (uint32_t i = 0, count = random() % 4; i < count; ++i) {
                const int64_t after = random() % kHighest;
                const bool isOpen = random() % 5 == 0;
                const int64_t before = isOpen ? kHighest + 1 : after + random() % 20;
                gaps.append({after, isOpen ? std::nullopt : std::optional(before)});
                for (int64_t id = after + 1; id < before; ++id) {
                    inside.insert(id);
                }
            }
            std::vector<IdRange> known;
            for (int64_t id = 1 + random() % 9; id < kHighest; id += 2 + random() % 9) {
                known.emplace_back(id, id + random() % 6);
                id = known.back().second;
                std::erase_if(inside, [&](int64_t each) { return each >= known.back().first && each <= id; });
            }
            const QList<IdGap> rest = without(gaps, known);
            const IdRanges ranges(rest);
            for (int64_t id = 0; id <= kHighest; ++id) {
                QCOMPARE(ranges.contains(id), inside.contains(id));
            }
            for (const auto& [after, before] : rest) {
                QVERIFY(!before || *before - after > 1);
            }
        }
    }

private:
    QTemporaryDir m_folder;
    QString m_path;
    QByteArray m_content;
};

QTEST_GUILESS_MAIN(TestPageScan)
#include "tst_page_scan.moc"
