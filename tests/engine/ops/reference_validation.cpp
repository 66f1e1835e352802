#include <functional>

#include "engine/ops/validate.h"
#include "tests/engine/ops/op_fixture.h"

/// What backends refuse: ops, weights, caches and steps that do not fit, before anything is computed.
namespace lanternfish::ops {

namespace {

class Refusal : public testing::TestWithParam<BackendCase> {
protected:
    template <class T>
    void expectError(const Result<T>& result, ErrorCode code, const std::string& part) {
        ASSERT_FALSE(result.has_value()) << "expected: " << part;
        EXPECT_EQ(result.error().code, code) << describe(result.error());
        EXPECT_NE(describe(result.error()).find(part), std::string::npos)
            << describe(result.error()) << "\nexpected: " << part;
    }
    void expectRefused(const Op& op, ErrorCode code, const std::string& part) {
        expectError(f.backend().record(std::vector{op}, {2, 1, MathClass::Exact}), code, part);
    }
    void expectInvalid(const Op& op, const std::string& part) { expectRefused(op, ErrorCode::InvalidArgument, part); }
    void expectAccepted(const Op& op) { f.take(f.backend().record(std::vector{op}, {2, 1, MathClass::Exact})); }

    OpFixture f{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(All, Refusal, testing::ValuesIn(backendCases()),
                         [](const auto& test) { return test.param.name; });

TEST_P(Refusal, NamesTheOpAndTheWeightThatDoesNotFit) {
    const Tensor x = f.empty(4, 2), y = f.empty(3, 2);
    const WeightId good = f.matrix(3, 4, std::vector<float>(12)), bad = f.matrix(4, 3, std::vector<float>(12));
    expectAccepted(Linear{x, good, y, 1});
    expectInvalid(Linear{x, bad, y, 1}, "op 0 (linear): weight 'values' is [4, 3], expected [3, 4]");
    expectInvalid(Linear{x, WeightId{999}, y, 1}, "weight 999, which does not exist");
    expectInvalid(Linear{x, good, y, 0}, "not 0 equal parts");
    expectInvalid(Linear{x, good, y, 2}, "y has 3 elements a row, which are not 2 equal parts");
    expectRefused(Linear{x, f.integers(3, 4, std::vector<int32_t>(12)), y, 1}, ErrorCode::Unsupported, "is I32");
    const std::vector<Op> ops = {Linear{x, good, y, 1}, Linear{x, bad, y, 1}};
    expectError(f.backend().record(ops, {2, 1, MathClass::Exact}), ErrorCode::InvalidArgument, "op 1 (linear)");
}

TEST_P(Refusal, BuffersThatAreTooSmallMissingOrShared) {
    const WeightId weight = f.matrix(4, 4, std::vector<float>(16)), norm = f.vector(std::vector<float>(4));
    const Tensor x = f.empty(4, 2), small = f.empty(4, 1), output = f.empty(4, 1, Extent::Outputs);
    expectInvalid(Linear{x, weight, small, 1}, "y has room for 1 rows of 4 elements in its buffer, expected 2");
    expectInvalid(Linear{x, weight, {BufferId{999}, 4, Extent::Rows}, 1}, "buffer 999, which does not exist");
    expectInvalid(Linear{x, weight, Tensor{}, 1}, "expected [0, 4]");
    expectInvalid(Linear{x, weight, x, 1}, "which the op also uses");
    expectInvalid(Linear{x, weight, output, 1}, "one row per output, expected one per row");
    expectAccepted(RmsNorm{x, norm, 0, x});
    expectInvalid(Logits{x, weight, output}, "x has one row per row, expected one per output");
}

TEST_P(Refusal, VectorsOfAnotherTypeOrLength) {
    const Tensor x = f.empty(4, 2);
    const std::vector<std::byte> halves(8);
    const WeightId half = f.take(f.backend().addWeight({"half", quant::Type::F16, 1, 4, 1, halves}));
    expectRefused(RmsNorm{x, half, 0, x}, ErrorCode::Unsupported, "weight 'half' is F16, expected F32");
    expectInvalid(RmsNorm{x, f.vector({1, 2, 3}), 0, x}, "is [1, 3], expected [1, 4]");
}

TEST_P(Refusal, HeadsAndRotationsThatDoNotDivideTheRow) {
    const Tensor q = f.empty(12, 2);
    const Rope rope{f.vector({1, 1}), 4}, odd{f.vector({1}), 3}, wide{f.vector({1, 1, 1, 1}), 8};
    expectAccepted(QFinish{q, 2, 6, 0, rope});
    expectInvalid(QFinish{q, 2, 5, 0, rope}, "2 heads of 5 elements do not make a row of 12");
    expectInvalid(QFinish{q, 0, 12, 0, rope}, "0 heads");
    expectInvalid(QFinish{q, 2, 6, 0, odd}, "rotary part of 3 elements");
    expectInvalid(QFinish{q, 2, 6, 0, wide}, "rotary part of 8 elements, expected an even number from 2 to 6");
    expectInvalid(QFinish{q, 2, 6, 0, {f.vector({1}), 4}}, "frequencies 'values' is [1, 1], expected [1, 2]");
    expectInvalid(IndexQuery{q, 2, 6, rope, false}, "expected a power of two");
    // 65536 * 65537 wraps to 65536 in 32 bits.
    expectInvalid(OutputFinish{{q.buffer, 65536, Extent::Rows}, 65536, 65537, rope}, "do not make a row");
}

TEST_P(Refusal, CountsOfZero) {
    const Tensor x = f.empty(4, 2), weights = f.empty(1, 2), ids = f.empty(1, 2);
    const WeightId gate = f.matrix(3, 4, std::vector<float>(12));
    expectInvalid(Route{x, gate, {}, {}, 0, 1, true, ids, weights}, "used is 0");
    expectInvalid(Route{x, gate, {}, {}, 4, 1, true, f.empty(4, 2), f.empty(4, 2)}, "experts of the gate is 3");
    expectInvalid(CacheCommit{x, 0, 0}, "ratio is 0");
    expectInvalid(IndexSelect{x, f.empty(1, 2), 1, 4, 1, 0, 4, 0, ids}, "topK is 0");
    expectInvalid(Embed{gate, x, 0}, "streamCount is 0");
    expectInvalid(Attention{x, 1, 4, 1, f.vector({0}), 0, 0, {}, 0, {}, f.empty(4, 2)}, "window is 0");
    expectError(f.backend().record({}, {0, 0, MathClass::Exact}), ErrorCode::InvalidArgument, "0 rows");
}

TEST_P(Refusal, WeightsWhoseBytesDoNotFitTheirShape) {
    const std::vector<std::byte> bytes(68);
    const auto add = [&](quant::Type type, uint64_t rows, uint64_t columns, uint64_t slices) {
        return f.backend().addWeight({"w", type, rows, columns, slices, bytes});
    };
    EXPECT_TRUE(add(quant::Type::Q8_0, 2, 32, 1).has_value());
    expectError(add(quant::Type::Q8_0, 3, 32, 1), ErrorCode::InvalidArgument, "weight 'w': 68 bytes, expected 102");
    expectError(add(quant::Type::Q8_0, 2, 17, 1), ErrorCode::InvalidArgument,
                "17 columns, expected a multiple of the 32");
    expectError(add(quant::Type::F32, 0, 17, 1), ErrorCode::InvalidArgument, "no zero");
    expectError(add(quant::Type::F32, 1ull << 40, 1ull << 40, 17), ErrorCode::InvalidArgument,
                "larger than any memory");
    // 2^62 * 4 + 68 bytes wrap to 68.
    expectError(add(quant::Type::F32, 1, (1ull << 62) + 17, 1), ErrorCode::InvalidArgument, "larger than any memory");

    const ExpertSource fits{f.source(3, 2, 2, std::vector<float>(12)), f.source(3, 2, 2, std::vector<float>(12)),
                            f.source(5, 3, 2, std::vector<float>(30))};
    EXPECT_TRUE(f.backend().addExperts(fits).has_value());
    ExpertSource other = fits;
    other.down = f.source(3, 5, 2, std::vector<float>(30));
    expectError(f.backend().addExperts(other), ErrorCode::InvalidArgument, "expected [2, any, 3]");
    other = fits;
    other.up = f.source(3, 2, 1, std::vector<float>(6));
    expectError(f.backend().addExperts(other), ErrorCode::InvalidArgument, "expected [2, 3, 2]");
}

TEST_P(Refusal, CachesThatCantBe) {
    Backend& backend = f.backend();
    expectError(backend.createCache({CacheCodec::F32, false, 0, 0, 4}), ErrorCode::InvalidArgument, "no zero");
    expectError(backend.createCache({CacheCodec::PackedKv, false, 8, 9, 4}), ErrorCode::InvalidArgument, "rotary");
    const CacheId ring = f.take(backend.createCache({CacheCodec::F32, true, 2, 0, 4}));
    expectError(backend.growCache(ring, 8), ErrorCode::InvalidArgument, "ring");
    expectError(backend.writeCache(ring, 3, std::vector<float>(4)), ErrorCode::InvalidArgument, "");
    std::vector<float> three(3);
    expectError(backend.readCache(ring, 0, three), ErrorCode::InvalidArgument, "");
    backend.releaseCache(ring);
    expectError(backend.writeCache(ring, 0, std::vector<float>(2)), ErrorCode::InvalidArgument, "");
}

TEST_P(Refusal, GrownCachesKeepTheirRows) {
    const uint32_t cache = f.cache({CacheCodec::F32, false, 2, 0, 2}, {1, 2, 3, 4});
    const CacheId id = f.sequence().caches[cache];
    const uint64_t before = f.backend().cacheBytes(id);
    f.check(f.backend().growCache(id, 1000));
    f.check(f.backend().growCache(id, 1000));
    expectError(f.backend().growCache(id, 999), ErrorCode::InvalidArgument, "can't grow to 999");
    f.check(f.backend().writeCache(id, 999, std::vector<float>{5, 6}));
    EXPECT_EQ(f.readCache(cache, 0, 2, 2), (std::vector<float>{1, 2, 3, 4}));
    EXPECT_EQ(f.readCache(cache, 999, 1, 2), (std::vector<float>{5, 6}));
    EXPECT_GT(f.backend().cacheBytes(id), before);
}

TEST_P(Refusal, TransfersLargerThanTheBuffer) {
    const BufferId buffer = f.take(f.backend().createBuffer(8));
    std::vector<std::byte> bytes(4096);
    expectError(f.backend().upload(buffer, bytes), ErrorCode::InvalidArgument, "");
    expectError(f.backend().download(buffer, bytes), ErrorCode::InvalidArgument, "");
    f.backend().releaseBuffer(buffer);
    expectError(f.backend().upload(buffer, std::span(bytes).first(8)), ErrorCode::InvalidArgument, "");
}

TEST_P(Refusal, StepsThatDoNotFitTheRecording) {
    const Tensor streams = f.empty(2, 3);
    const Op embed = Embed{f.matrix(4, 2, std::vector<float>(8)), streams, 1};
    const auto recording = f.take(f.backend().record(std::vector{embed}, {3, 1, MathClass::Exact}));
    const SequenceCaches* const sequences[] = {&f.sequence(), nullptr};
    const auto submit = [&](const std::vector<Row>& rows, const std::vector<uint32_t>& outputs = {}) {
        return f.backend().submit(*recording, {rows, outputs, sequences}, {});
    };
    f.check(submit({{0, 5, 3}, {0, 9, 0}}, {1}));
    expectError(submit({}), ErrorCode::InvalidArgument, "step of 0 rows, recorded for 1 to 3");
    expectError(submit(OpFixture::rows(0, 4)), ErrorCode::InvalidArgument, "step of 4 rows");
    expectError(submit(OpFixture::rows(0, 2), {0, 1}), ErrorCode::InvalidArgument, "step of 2 outputs, recorded for 1");
    expectError(submit(OpFixture::rows(0, 2), {2}), ErrorCode::InvalidArgument, "output 0 is row 2");
    expectError(submit({{0, 5, 0}, {0, 5, 0}}), ErrorCode::InvalidArgument, "row 1: position 5 after 5");
    expectError(submit({{0, 5, 4}}), ErrorCode::InvalidArgument, "token 4, expected 0 to 3");
    expectError(submit({{0, 5, -1}}), ErrorCode::InvalidArgument, "token -1");
    expectError(submit({{2, 5, 0}}), ErrorCode::InvalidArgument, "sequence 2");
    expectError(submit({{1, 5, 0}}), ErrorCode::InvalidArgument, "sequence 1");
}

TEST_P(Refusal, StepsThatLeaveACache) {
    const Tensor source = f.empty(2, 4), out = f.empty(2, 4);
    const auto run = [&](const Op& op, uint32_t first, uint32_t count) {
        return f.tryRun({op}, OpFixture::rows(first, count));
    };
    const Attention attend{source, 1, 2, 1, f.vector({0}), 3, 0, {}, 0, {}, out};
    expectError(run(attend, 0, 1), ErrorCode::InvalidArgument, "sequence 0 has 0 caches, the ops name cache 0");
    f.cache({CacheCodec::F32, true, 2, 0, 4});
    f.check(run(attend, 100, 2));
    f.check(run(attend, 0, 4));
    expectError(run(attend, 100, 3), ErrorCode::InvalidArgument, "cache 0 of sequence 0: a ring of 4 rows");
    const Tensor wide = f.empty(3, 4);
    expectError(run(CacheCommit{wide, 0, 1}, 0, 1), ErrorCode::InvalidArgument, "rows of 2 elements, expected 3");

    const uint32_t entries = f.cache({CacheCodec::F32, false, 2, 0, 3});
    f.check(run(CacheCommit{source, entries, 4}, 11, 4));
    expectError(run(CacheCommit{source, entries, 4}, 12, 4), ErrorCode::InvalidArgument, "position 15 sees 4 entries");
    expectError(run(CacheCommit{source, entries, 1}, 3, 1), ErrorCode::InvalidArgument, "position 3 needs 4");
    expectError(run(CacheCommit{source, 0, 4}, 0, 1), ErrorCode::InvalidArgument, "a ring, expected");
    f.backend().releaseCache(f.sequence().caches[entries]);
    expectError(run(CacheCommit{source, entries, 4}, 0, 1), ErrorCode::InvalidArgument, "does not exist");
}

TEST_P(Refusal, StateRingsThatForgetTheWindowBefore) {
    // An overlapping window of two needs four rows; a step that goes on past the closing row needs more.
    const uint32_t state = f.cache({CacheCodec::F32, true, 8, 0, 5});
    const Compress op{state, 2, true, false, false, f.vector({1, 1}), 1, {f.vector({0}), 2}, f.empty(2, 4)};
    f.check(f.tryRun({op}, OpFixture::rows(3, 2)));
    f.check(f.tryRun({op}, OpFixture::rows(2, 3)));
    expectError(f.tryRun({op}, OpFixture::rows(3, 3)), ErrorCode::InvalidArgument, "a ring of 5 rows");
    f.check(f.tryRun({op}, OpFixture::rows(0, 4)));
}

TEST_P(Refusal, CancelledWorkSaysSo) {
    const Tensor streams = f.empty(2, 3);
    std::stop_source stop;
    stop.request_stop();
    expectError(f.tryRun({Embed{f.matrix(1, 2, {1, 2}), streams, 1}}, OpFixture::rows(0, 3), {}, stop.get_token()),
                ErrorCode::Cancelled, "");
    EXPECT_EQ(f.read(streams, 3), std::vector<float>(6, 0.0F));
}

}  // namespace

}  // namespace lanternfish::ops
