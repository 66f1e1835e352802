#include <cmath>

#include "tests/engine/ops/op_fixture.h"

/// The router and the experts, against values worked out by hand or given by the specification.
namespace lanternfish::ops {

namespace {

/// With an input of 1 the gate's weights are the logits.
Route route(OpFixture& f, const std::vector<float>& logits, uint32_t used) {
    Route op;
    op.x = f.tensor<float>(1, {1});
    op.gate = f.matrix(logits.size(), 1, logits);
    op.used = used;
    op.normalise = false;
    op.ids = f.empty(used, 1);
    op.weights = f.empty(used, 1);
    return op;
}

TEST_P(OpVectors, RouteScoresAreTheSpecifications) {
    const Route op = route(f, {-20, -5, -1, 0, 1, 5, 30}, 7);
    f.run({op}, OpFixture::rows(0, 1));
    EXPECT_EQ(f.read<int32_t>(op.ids, 1), (std::vector<int32_t>{6, 5, 4, 3, 2, 1, 0}));
    // Spec 9.1, each to its own seven digits: small scores matter as much as large ones.
    const double expected[] = {5.4772256, 2.2375691, 1.1459763, .8325546, .5596979, .0819472, 4.5399930e-5};
    for (size_t i = 0; i < 7; ++i)
        EXPECT_NEAR(f.read(op.weights, 1)[i] / expected[i], 1, 1e-6) << "expert " << 6 - i;
}

TEST_P(OpVectors, RouteWeightsAreOverTheirSum) {
    Route op = route(f, {-5, 1, 0}, 2);
    op.normalise = true;
    op.scale = 1.5F;
    f.run({op}, OpFixture::rows(0, 1));
    EXPECT_EQ(f.read<int32_t>(op.ids, 1), (std::vector<int32_t>{1, 2}));
    expectNear(f.read(op.weights, 1), {.868808489, .631191511});  // 1.1459763 and .8325546 over 1.9785309, times 1.5.
}

TEST_P(OpVectors, RouteBiasChoosesButDoesNotWeigh) {
    Route op = route(f, {1, 0, -1}, 2);
    op.bias = f.vector({-10, 0, .5F});
    f.run({op}, OpFixture::rows(0, 1));
    // 1.146 - 10, .8326, .5597 + .5: the last first.
    EXPECT_EQ(f.read<int32_t>(op.ids, 1), (std::vector<int32_t>{2, 1}));
    expectNear(f.read(op.weights, 1), {.5596979, .8325546});
}

TEST_P(OpVectors, RoutePrefersTheLowerIdAmongEquals) {
    const Route op = route(f, {0, 1, 1, 0, 1}, 4);
    f.run({op}, OpFixture::rows(0, 1));
    EXPECT_EQ(f.read<int32_t>(op.ids, 1), (std::vector<int32_t>{1, 2, 4, 0}));
}

TEST_P(OpVectors, RouteTakesTheIdsOfTheTokenFromTheHashTable) {
    Route op = route(f, {1, 0, -1, 30}, 2);
    op.hashTable = f.integers(3, 2, {0, 1, 3, 0, 2, 1});
    f.run({op}, {{0, 0, 2}});
    EXPECT_EQ(f.read<int32_t>(op.ids, 1), (std::vector<int32_t>{2, 1}));
    expectNear(f.read(op.weights, 1), {.5596979, .8325546});
}

TEST_P(OpVectors, RouteFloorsTheSumOfTinyScores) {
    Route op = route(f, {-40, -40}, 2);
    op.normalise = true;
    op.scale = 1.5F;
    f.run({op}, OpFixture::rows(0, 1));
    // exp(-20) / 2^-14 * 1.5 each: far from a half.
    expectNear(f.read(op.weights, 1), {5.0654911e-5, 5.0654911e-5});
}

TEST_P(OpVectors, FeedForwardClampsTheGateFromAboveAndTheRestOnBothSides) {
    // Inner width 4, input 1: gate 12, -20, 1, 2; up -30, 30, 3, -.5. silu(10) = 9.9995460, silu(-20) = -4.1223072e-8,
    // silu(1) = .73105858, silu(2) = 1.76159416.
    FeedForward op;
    op.x = f.tensor<float>(1, {1});
    op.gate = f.matrix(4, 1, {12, -20, 1, 2});
    op.up = f.matrix(4, 1, {-30, 30, 3, -.5F});
    op.down = f.matrix(4, 4, {1, 0, 0, 0, 0, 1e6F, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1});
    op.limit = 10;
    op.out = f.empty(4, 1);
    FeedForward open = op;
    open.limit = 0;
    open.out = f.empty(4, 1);
    f.run({op, open}, OpFixture::rows(0, 1));
    const double third = 3 * .731058579, fourth = third - .5 * 1.761594156;
    expectNear(f.read(op.out, 1), {-99.995460, -.412230724, third, fourth});
    // Without a limit: silu(12) * -30 = -359.9978812 and -4.1223072e-8 * 30.
    expectNear(f.read(open.out, 1), {-359.9978812, -1.236692171, third, fourth});
}

TEST_P(OpVectors, ExpertsAddTheirWeightedOutputs) {
    // Expert e has gate 1, up e + 1, down [1, e]: out of x = 1 is silu(1) * (e + 1) * [1, e].
    const ExpertSource source{f.source(1, 1, 3, {1, 1, 1}), f.source(1, 1, 3, {1, 2, 3}),
                              f.source(2, 1, 3, {1, 0, 1, 1, 1, 2})};
    Experts op;
    op.x = f.tensor<float>(1, {1, 1});
    op.ids = f.tensor<int32_t>(2, {2, 0, 1, -1});
    op.weights = f.tensor<float>(2, {.5F, 2, 10, 100});
    op.table = f.take(f.backend().addExperts(source));
    op.limit = 10;
    op.out = f.tensor<float>(2, {100, 200, 300, 400});
    f.run({op}, OpFixture::rows(0, 2));
    const double silu = .731058579;
    expectNear(f.read(op.out, 2),
               {100 + .5 * 3 * silu + 2 * silu, 200 + .5 * 6 * silu, 300 + 10 * 2 * silu, 400 + 10 * 2 * silu});
}

TEST_P(OpVectors, ExpertsThatAreElsewhereAddNothing) {
    const ExpertSource source{f.source(1, 1, 1, {1}), f.source(1, 1, 1, {1}), f.source(1, 1, 1, {1})};
    Experts op;
    op.x = f.tensor<float>(1, {1});
    op.ids = f.tensor<int32_t>(3, {1, 1000, -7});
    op.weights = f.tensor<float>(3, {1, 1, 1});
    op.table = f.take(f.backend().addExperts(source));
    op.out = f.tensor<float>(1, {5});
    f.run({op}, OpFixture::rows(0, 1));
    EXPECT_EQ(f.read(op.out, 1), std::vector<float>{5});
}

}  // namespace

}  // namespace lanternfish::ops
