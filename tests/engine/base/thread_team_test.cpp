#include "engine/base/thread_team.h"

#include <gtest/gtest.h>

#include <numeric>

namespace lanternfish::base {
namespace {

class ThreadTeamTest : public testing::TestWithParam<unsigned> {};

TEST_P(ThreadTeamTest, EveryIndexOnceInPiecesOfTheGrain) {
    ThreadTeam team(GetParam());
    EXPECT_EQ(team.size(), std::max(GetParam(), 1U));
    for (const uint64_t count : {0, 1, 2, 7, 64, 1000}) {
        for (const uint64_t grain : {0, 1, 3, 64, 5000}) {
            std::vector<std::atomic<int>> visits(count);
            std::atomic<int> wrongPieces = 0;
            team.run(count, grain, nullptr, [&](uint64_t begin, uint64_t end, unsigned thread) {
                const uint64_t step = std::max<uint64_t>(grain, 1);
                if (begin % step != 0 || end != std::min(begin + step, count) || thread >= team.size())
                    ++wrongPieces;
                for (uint64_t i = begin; i < end; ++i)
                    ++visits[i];
            });
            EXPECT_EQ(wrongPieces, 0) << count << " by " << grain;
            for (uint64_t i = 0; i < count; ++i)
                ASSERT_EQ(visits[i], 1) << i << " of " << count << " by " << grain;
        }
    }
}

TEST_P(ThreadTeamTest, WhatALoopWroteIsSeenAfterIt) {
    // Plain memory: a missing hand-over between threads shows here or under the thread sanitizer.
    ThreadTeam team(GetParam());
    std::vector<uint64_t> values(512);
    for (int round = 0; round < 5000; ++round) {
        team.run(values.size(), 8, nullptr, [&](uint64_t begin, uint64_t end, unsigned) {
            for (uint64_t i = begin; i < end; ++i)
                values[i] += i;
        });
    }
    for (uint64_t i = 0; i < values.size(); ++i)
        ASSERT_EQ(values[i], 5000 * i);
}

TEST_P(ThreadTeamTest, NoPieceStartsOnceCancelled) {
    ThreadTeam team(GetParam());
    std::atomic<bool> cancel = false;
    std::atomic<uint64_t> pieces = 0;
    std::atomic<uint64_t> late = 0;
    team.run(1'000'000, 1, &cancel, [&](uint64_t, uint64_t, unsigned) {
        late += cancel ? 1 : 0;
        if (++pieces >= 10)
            cancel = true;
    });
    EXPECT_GE(pieces, 10U);
    // Another thread may have asked just before: at most one piece each.
    EXPECT_LT(late, team.size());

    pieces = 0;
    team.run(100, 1, &cancel, [&](uint64_t, uint64_t, unsigned) { ++pieces; });
    EXPECT_EQ(pieces, 0U);
    cancel = false;
    team.run(100, 1, &cancel, [&](uint64_t, uint64_t, unsigned) { ++pieces; });
    EXPECT_EQ(pieces, 100U) << "a team is usable after a cancelled loop";
}

INSTANTIATE_TEST_SUITE_P(Sizes, ThreadTeamTest, testing::Values(0U, 1U, 2U, 5U));

TEST(ThreadTeam, ComesAndGoesQuickly) {
    for (int i = 0; i < 100; ++i) {
        ThreadTeam team(3);
        if (i % 3 == 0)
            continue;  // Never used.
        std::atomic<uint64_t> sum = 0;
        team.run(10, 1, nullptr, [&](uint64_t begin, uint64_t, unsigned) { sum += begin; });
        ASSERT_EQ(sum, 45U);
    }
}

}  // namespace
}  // namespace lanternfish::base
