#include "engine/ops/context_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

namespace lanternfish::tests {
namespace {

using ops::ByteCount;
using ops::ContextBytes;
using ops::Row;

constexpr uint64_t kRowBytes = 7;

ByteCount count(const ContextBytes& part, const std::vector<Row>& rows) {
    return ops::countBytes(std::span(&part, 1), rows, [](uint32_t, uint32_t) { return kRowBytes; });
}

std::vector<Row> rowsFrom(uint32_t first, uint32_t number, uint32_t sequence = 0) {
    std::vector<Row> rows;
    for (uint32_t i = 0; i < number; ++i)
        rows.push_back({sequence, first + i, 0});
    return rows;
}

/// The entries that each row touches, one by one: what attention's definition in ops/op.h says.
using Touches = std::function<bool(uint32_t position, uint32_t entry)>;

/// As many reads as a workgroup makes that keeps what it has read for `together` rows.
ByteCount simulate(const Touches& touches, const std::vector<Row>& rows, uint32_t entries, uint32_t together) {
    std::set<uint32_t> ever;
    uint64_t reads = 0;
    for (size_t begin = 0; begin < rows.size(); begin += together) {
        std::set<uint32_t> now;
        for (size_t i = begin; i < std::min(begin + together, rows.size()); ++i)
            for (uint32_t entry = 0; entry < entries; ++entry)
                if (touches(rows[i].position, entry))
                    now.insert(entry);
        reads += now.size();
        ever.insert(now.begin(), now.end());
    }
    return {ever.size() * kRowBytes, reads * kRowBytes};
}

TEST(ContextBytes, AreThoseOfASimulationOfEveryRowAndEntry) {
    constexpr uint32_t kWindow = 5, kRatio = 4, kAbove = 3;
    struct Case {
        const char* name;
        ops::ReachOf reach;
        Touches touches;
    };
    const Case cases[] = {
        {"window", ops::windowReach(kWindow), [](uint32_t p, uint32_t j) { return j <= p && j + kWindow > p; }},
        {"visible", ops::visibleReach(kRatio), [](uint32_t p, uint32_t j) { return j < (p + 1) / kRatio; }},
        {"above", ops::visibleReach(kRatio, kAbove),
         [](uint32_t p, uint32_t j) { return (p + 1) / kRatio > kAbove && j < (p + 1) / kRatio; }},
        {"closing", ops::closingReach(kRatio, 2 * kRatio),
         [](uint32_t p, uint32_t j) { return (p + 1) % kRatio == 0 && j <= p && j + 2 * kRatio > p; }},
    };
    for (const Case& each : cases)
        for (const uint32_t first : {0U, 1U, 2U, 3U, 7U, 11U, 14U, 40U})
            for (const uint32_t number : {1U, 2U, 7U, 16U})
                for (const uint32_t together : {1U, 4U, 16U}) {
                    const std::vector<Row> rows = rowsFrom(first, number);
                    const ContextBytes part{.cache = 0, .reach = each.reach, .shared = true, .rowsTogether = together};
                    EXPECT_EQ(count(part, rows), simulate(each.touches, rows, 64, together))
                        << each.name << " from " << first << ", " << number << " rows, " << together << " together";
                }
}

TEST(ContextBytes, OfEntriesThatRowsChooseCountAsDifferentOnesWhileThereAreEnough) {
    const ContextBytes part{.cache = 0, .reach = ops::chosenReach(4, 3), .shared = true, .times = 2};
    // Two entries to choose three from.
    EXPECT_EQ(count(part, rowsFrom(8, 1)), (ByteCount{2 * kRowBytes, 4 * kRowBytes}));
    // 25 entries: of two rows six, of twenty no more than there are (the last one sees 119 / 4).
    EXPECT_EQ(count(part, rowsFrom(99, 2)), (ByteCount{6 * kRowBytes, 12 * kRowBytes}));
    EXPECT_EQ(count(part, rowsFrom(99, 20)), (ByteCount{29 * kRowBytes, 120 * kRowBytes}));
}

TEST(ContextBytes, AreOfEverySequenceByItself) {
    const ContextBytes keys{.cache = 0, .reach = ops::windowReach(4), .shared = true};
    std::vector<Row> rows = rowsFrom(10, 3);
    const std::vector<Row> others = rowsFrom(1, 2, 1);
    rows.insert(rows.begin() + 1, others.begin(), others.end());
    EXPECT_EQ(count(keys, rows).least, (6 + 3) * kRowBytes);
    EXPECT_EQ(count(keys, rows).moved, (3 * 4 + 2 + 3) * kRowBytes);
    // Rows of either are read together where they follow each other.
    EXPECT_EQ(count({.cache = 0, .reach = ops::windowReach(4), .shared = true, .rowsTogether = 5}, rows).moved,
              (6 + 3) * kRowBytes);
    const auto bytesOf = [](uint32_t sequence, uint32_t cache) { return uint64_t{10} * sequence + cache; };
    const ContextBytes second{.cache = 1, .bytes = 100, .reach = ops::visibleReach(3)};
    EXPECT_EQ(ops::countBytes(std::span(&second, 1), others, bytesOf), (ByteCount{111, 111}));
}

TEST(ContextBytes, OfGroupsAndOfWhatIsMovedOnce) {
    const ops::ReachOf scored = ops::visibleReach(1, 2);
    const ContextBytes groups{.bytes = 10, .reach = ops::groupsOf(scored, 16), .least = false};
    const ContextBytes once{.bytes = 10, .reach = ops::onceWhere(scored), .times = 0};
    EXPECT_EQ(count(groups, rowsFrom(1, 1)), ByteCount{});
    EXPECT_EQ(count(once, rowsFrom(1, 1)), ByteCount{});
    EXPECT_EQ(count(groups, rowsFrom(15, 2)), (ByteCount{0, 30}));
    EXPECT_EQ(count(once, rowsFrom(15, 2)), (ByteCount{20, 0}));
}

}  // namespace
}  // namespace lanternfish::tests
