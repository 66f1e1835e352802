#include "engine/tokenizer/byte_pairs.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace lanternfish::tokenizer {
namespace {

/// Merges by the definition: all neighbours looked at anew for every merge.
std::vector<TokenId> byDefinition(std::vector<TokenId> ids, const MergeTable& merges) {
    for (;;) {
        size_t best = 0;
        MergeTable::Merge lowest;
        for (size_t i = 0; i + 1 < ids.size(); ++i) {
            const auto merge = merges.find(ids[i], ids[i + 1]);
            if (merge.rank < lowest.rank) {
                lowest = merge;
                best = i;
            }
        }
        if (lowest.rank == MergeTable::kNoMerge)
            return ids;
        ids[best] = lowest.result;
        ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    }
}

TEST(BytePairs, MergesAsTheDefinitionSaysAtEveryLength) {
    // Few letters and many random merges: equal ranks side by side, merges that undo each other's pairs.
    std::mt19937 random(11);
    std::array<TokenId, 256> byteIds = {};
    for (int byte = 0; byte < 256; ++byte)
        byteIds[static_cast<size_t>(byte)] = byte;
    for (int round = 0; round < 20; ++round) {
        constexpr int kMerges = 60;
        MergeTable merges(kMerges);
        std::vector<TokenId> known = {'a', 'b', 'c'};
        for (uint32_t rank = 0; rank < kMerges; ++rank) {
            const TokenId left = known[random() % known.size()];
            const TokenId right = known[random() % known.size()];
            const auto result = static_cast<TokenId>(256 + rank);
            merges.insert(left, right, {rank, result});
            known.push_back(result);
        }
        const BytePairs pairs(byteIds, merges);
        for (size_t length = 1; length < 200; length += 1 + length / 20) {
            std::string piece;
            std::vector<TokenId> bytes;
            for (size_t i = 0; i < length; ++i) {
                piece += static_cast<char>('a' + random() % 3);
                bytes.push_back(piece.back());
            }
            std::vector<TokenId> ids;
            pairs.append(piece, ids);
            ASSERT_EQ(ids, byDefinition(bytes, merges)) << piece;
        }
    }
}

TEST(MergeTable, TheFirstMergeOfAPairStays) {
    MergeTable merges(2);
    merges.insert(1, 2, {0, 10});
    merges.insert(1, 2, {1, 11});
    EXPECT_EQ(merges.find(1, 2).result, 10);
    EXPECT_EQ(merges.find(2, 1).rank, MergeTable::kNoMerge);
    EXPECT_EQ(MergeTable(0).find(0, 0).rank, MergeTable::kNoMerge);
}

}  // namespace
}  // namespace lanternfish::tokenizer
