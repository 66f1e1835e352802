// Activations become bytes once, by what makes them, also where what takes them is another recording.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/engine/backends/cuda_faults.h"

namespace lanternfish::tests {
namespace {

class CudaQuantised : public CudaFaults {
protected:
    static constexpr uint32_t kDim = 64, kOuts = 32, kRows = 4;

    /// A norm, and products of what comes of it.
    struct Model {
        explicit Model(ops::Backend& on) : backend(on) {
            // Blocks of Q8_0 with the scale 1.
            for (size_t i = 0; i < weight.size(); ++i)
                weight[i] = std::byte(i % 34 == 0 ? 0 : i % 34 == 1 ? 0x3c : i * i % 11);
            x = tensor(kDim);
            normed = tensor(kDim);
            y = tensor(kOuts);
            norm = {x, backend.addWeight({"n", quant::Type::F32, 1, kDim, 1, std::as_bytes(std::span(ones))}).value(),
                    1e-6F, normed};
            product = {normed, backend.addWeight({"w", quant::Type::Q8_0, kOuts, kDim, 1, weight}).value(), y};
        }

        ops::Tensor tensor(uint32_t dim) {
            return {backend.createBuffer(sizeof(float) * kRows * dim).value(), dim, ops::Extent::Rows};
        }
        std::unique_ptr<ops::Recording> record(const std::vector<ops::Op>& all, uint32_t rows = 1,
                                               MathClass math = MathClass::Fast) {
            return backend.record(all, {rows, 1, math}).value();
        }
        void upload(const ops::Tensor& to, float seed) {
            std::vector<float> values(size_t{kRows} * to.dim);
            for (size_t i = 0; i < values.size(); ++i)
                values[i] = seed + static_cast<float>(i * i % 13) - 5;
            EXPECT_TRUE(backend.upload(to.buffer, std::as_bytes(std::span(values))));
        }
        /// How many dispatches it took.
        uint32_t run(const ops::Recording& recording, uint32_t count = 1) {
            std::vector<ops::Row> rows(count);
            for (uint32_t i = 0; i < count; ++i)
                rows[i].position = i;
            const ops::SequenceCaches none;
            const ops::SequenceCaches* const sequences[] = {&none};
            EXPECT_TRUE(backend.submit(recording, {rows, {}, sequences}, {}));
            EXPECT_TRUE(backend.wait());
            return recording.work()->dispatches;
        }
        std::vector<float> result(uint32_t rows = 1) {
            std::vector<float> values(size_t{rows} * kOuts);
            EXPECT_TRUE(backend.download(y.buffer, std::as_writable_bytes(std::span(values))));
            return values;
        }

        ops::Backend& backend;
        std::vector<float> ones = std::vector<float>(kDim, 1);
        std::vector<std::byte> weight = std::vector<std::byte>(size_t{kOuts} * kDim / 32 * 34);
        ops::Tensor x, normed, y;
        ops::RmsNorm norm;
        ops::Linear product;
    };

    /// What the product makes of a vector that is uploaded.
    static std::vector<float> productOf(float seed, uint32_t rows = 1) {
        const auto backend = create().value();
        Model model(*backend);
        model.upload(model.normed, seed);
        model.run(*model.record({model.product}, rows), rows);
        return model.result(rows);
    }
};

TEST_F(CudaQuantised, aVectorThatTheRecordingBeforeHasMadeNeedsNoDispatch) {
    const auto backend = create().value();
    Model model(*backend);
    const auto maker = model.record({model.norm}), taker = model.record({model.product});
    model.upload(model.x, 1);
    EXPECT_EQ(model.run(*maker), 1U);
    EXPECT_EQ(model.run(*taker), 1U);
    const std::vector<float> apart = model.result();
    EXPECT_EQ(model.run(*model.record({model.norm, model.product})), 2U);
    EXPECT_EQ(model.result(), apart);
    EXPECT_NE(apart, std::vector<float>(apart.size()));
}

TEST_F(CudaQuantised, aProductMakesItsOwnResultsBytesForTheNext) {
    const auto backend = create().value();
    Model model(*backend);
    const ops::Tensor last = model.tensor(3);
    const ops::WeightId weight =
        backend->addWeight({"v", quant::Type::Q8_0, 3, kOuts, 1, std::span(model.weight).first(3 * 34)}).value();
    const ops::Linear next{model.y, weight, last};
    const auto resultOf = [&](uint32_t rows) {
        std::vector<float> values(size_t{3} * rows);
        EXPECT_TRUE(backend->download(last.buffer, std::as_writable_bytes(std::span(values))));
        return values;
    };
    model.upload(model.normed, 1);
    for (const uint32_t rows : {1U, kRows}) {
        model.run(*model.record({model.product}, rows), rows);
        EXPECT_EQ(model.run(*model.record({next}, rows), rows), 2U);
        const std::vector<float> apart = resultOf(rows);
        // In tiles of many rows it leaves that to a dispatch.
        EXPECT_EQ(model.run(*model.record({model.product, next}, rows), rows), rows == 1 ? 2U : 3U);
        EXPECT_EQ(resultOf(rows), apart);
        EXPECT_NE(apart, std::vector<float>(apart.size()));
    }
}

TEST_F(CudaQuantised, whatTheHostSendsIsMadeBytesOnce) {
    const auto backend = create().value();
    Model model(*backend);
    const auto maker = model.record({model.norm}), taker = model.record({model.product});
    model.upload(model.x, 1);
    model.run(*maker);
    for (const float seed : {2.0F, 3.0F}) {
        model.upload(model.normed, seed);
        EXPECT_EQ(model.run(*taker), 2U);
        EXPECT_EQ(model.result(), productOf(seed));
        EXPECT_EQ(model.run(*taker), 1U);
        EXPECT_EQ(model.result(), productOf(seed));
    }
}

TEST_F(CudaQuantised, theExactClassLeavesNoBytes) {
    const auto backend = create().value();
    Model model(*backend);
    const auto maker = model.record({model.norm}), taker = model.record({model.product});
    const auto exact = model.record({model.norm}, 1, MathClass::Exact);
    model.upload(model.x, 1);
    model.run(*maker);
    model.upload(model.x, 4);
    model.run(*exact);
    EXPECT_EQ(model.run(*taker), 2U);
    const std::vector<float> found = model.result();
    // The classes differ in the last digits of a norm, which moves an element by a step of its 8 bits now and then: a
    // step is 1/70, codes are up to 10.
    model.run(*maker);
    EXPECT_EQ(model.run(*taker), 1U);
    for (size_t i = 0; i < found.size(); ++i)
        EXPECT_NEAR(found[i], model.result()[i], 1.0F) << i;
}

TEST_F(CudaQuantised, rowsBeyondThoseOfTheStepBeforeAreMissed) {
    const auto backend = create().value();
    Model model(*backend);
    const auto maker = model.record({model.norm}, kRows), taker = model.record({model.product}, kRows);
    model.upload(model.x, 1);
    model.upload(model.normed, 2);
    EXPECT_EQ(model.run(*maker, 2), 1U);
    EXPECT_EQ(model.run(*taker, 2), 1U);
    EXPECT_EQ(model.run(*taker, 3), 2U);
    EXPECT_EQ(model.run(*maker, 1), 1U);
    EXPECT_EQ(model.run(*taker, 3), 1U);
    // The third row is what the host has sent.
    const std::vector<float> found = model.result(3), expected = productOf(2, 3);
    EXPECT_TRUE(std::equal(found.end() - kOuts, found.end(), expected.end() - kOuts));
}

TEST_F(CudaQuantised, aVectorThatIsNoNumberStaysThat) {
    const auto backend = create().value();
    Model model(*backend);
    std::vector<float> values(size_t{kRows} * kDim, 1);
    values[40] = NAN;
    values[kDim + 3] = INFINITY;
    ASSERT_TRUE(backend->upload(model.normed.buffer, std::as_bytes(std::span(values))));
    for (const uint32_t rows : {1U, kRows}) {
        model.run(*model.record({model.product}, rows), rows);
        const std::vector<float> found = model.result(rows);
        for (size_t i = 0; i < found.size(); ++i)
            EXPECT_EQ(std::isfinite(found[i]), i / kOuts >= 2) << i << " of " << rows << " rows";
    }
}

}  // namespace
}  // namespace lanternfish::tests
