#include "engine/runtime/self_check.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/ops/reference/reference_backend.h"
#include "lanternfish/device_text.h"
#include "tests/fakes/forwarding_backend.h"

namespace lanternfish::tests {
namespace {

/// The scalar reference with one op made wrong.
class SpoiltBackend final : public fakes::ForwardingBackend {
public:
    explicit SpoiltBackend(std::function<void(ops::Op&)> spoil)
        : ForwardingBackend(ops::createReferenceBackend()), m_spoil(std::move(spoil)) {}

    Result<std::unique_ptr<ops::Recording>> record(std::span<const ops::Op> list,
                                                   const ops::RecordShape& shape) override {
        std::vector<ops::Op> spoilt(list.begin(), list.end());
        for (ops::Op& op : spoilt)
            m_spoil(op);
        return ForwardingBackend::record(spoilt, shape);
    }

private:
    std::function<void(ops::Op&)> m_spoil;
};

std::set<std::string> wrongOps(std::function<void(ops::Op&)> spoil) {
    SpoiltBackend backend(std::move(spoil));
    std::set<std::string> names;
    for (const OpVerdict& verdict : runtime::checkBackend(backend))
        if (!verdict.ok)
            names.insert(verdict.op.substr(0, verdict.op.find(',')));
    return names;
}

using Names = std::set<std::string>;

TEST(SelfCheck, findsNothingWrongWithTheReference) {
    EXPECT_EQ(wrongOps([](ops::Op&) {}), Names{});
}

TEST(SelfCheck, namesExactlyTheOpThatIsWrong) {
    EXPECT_EQ(wrongOps([](ops::Op& op) {
                  if (auto* attention = std::get_if<ops::Attention>(&op))
                      attention->scale *= 1.001F;
              }),
              Names{"attention"});
    EXPECT_EQ(wrongOps([](ops::Op& op) {
                  if (auto* compress = std::get_if<ops::Compress>(&op))
                      compress->eps = 1e-3F;
              }),
              Names{"compress"});
    EXPECT_EQ(wrongOps([](ops::Op& op) {
                  if (auto* mix = std::get_if<ops::HcPre>(&op))
                      mix->sinkhornIterations = 2;
              }),
              Names{"hc_pre"});
}

using Fitness = std::expected<void, DeviceProblem>;

Fitness fitForUse(std::function<void(ops::Op&)> spoil, const Progress& progress = &ignoreProgress) {
    SpoiltBackend backend(std::move(spoil));
    const auto reference = ops::createReferenceBackend();
    return runtime::checkForUse(backend, *reference, progress);
}

TEST(SelfCheck, letsUseWhatComputesRightAndSaysHowFarItIs) {
    std::vector<uint32_t> told;
    uint32_t parts = 0;
    const Fitness fit = fitForUse([](ops::Op&) {},
                                  [&](uint32_t done, uint32_t total) {
                                      told.push_back(done);
                                      EXPECT_TRUE(parts == 0 || parts == total);
                                      parts = total;
                                  });
    EXPECT_TRUE(fit) << describe(fit.error());
    // Each part is told of when it begins.
    ASSERT_EQ(told.size(), parts);
    for (uint32_t i = 0; i < parts; ++i)
        EXPECT_EQ(told[i], i);
}

TEST(SelfCheck, saysWhyADeviceIsOfNoUse) {
    const Fitness wrong = fitForUse([](ops::Op& op) {
        if (auto* attention = std::get_if<ops::Attention>(&op))
            attention->scale *= 1.001F;
    });
    ASSERT_FALSE(wrong);
    ASSERT_TRUE(std::holds_alternative<WrongResults>(wrong.error())) << describe(wrong.error());
    EXPECT_EQ(std::get<WrongResults>(wrong.error()).ops, std::vector<std::string>{"attention"});
    EXPECT_EQ(describe(wrong.error()), "it computed attention wrongly in the self check");
    // An op that it refuses.
    const Fitness refused = fitForUse([](ops::Op& op) {
        if (auto* norm = std::get_if<ops::RmsNorm>(&op))
            norm->x.buffer = norm->y.buffer = ops::BufferId{};
    });
    ASSERT_FALSE(refused);
    ASSERT_TRUE(std::holds_alternative<FailedSelfCheck>(refused.error())) << describe(refused.error());
    EXPECT_TRUE(describe(refused.error()).starts_with("its self check failed in rms_norm: "))
        << describe(refused.error());
    EXPECT_EQ(codeOf(refused.error()), std::get<FailedSelfCheck>(refused.error()).error.code);
}

}  // namespace
}  // namespace lanternfish::tests
