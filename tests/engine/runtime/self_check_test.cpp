#include "engine/runtime/self_check.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/ops/reference/reference_backend.h"

namespace lanternfish::tests {
namespace {

/// The scalar reference with one op made wrong.
class SpoiltBackend final : public ops::Backend {
public:
    explicit SpoiltBackend(std::function<void(ops::Op&)> spoil)
        : m_backend(ops::createReferenceBackend()), m_spoil(std::move(spoil)) {}

    const Device& device() const override { return m_backend->device(); }
    Result<ops::WeightId> addWeight(const ops::WeightSource& source) override { return m_backend->addWeight(source); }
    Result<ops::ExpertTableId> addExperts(const ops::ExpertSource& source) override {
        return m_backend->addExperts(source);
    }
    Result<ops::BufferId> createBuffer(uint64_t bytes) override { return m_backend->createBuffer(bytes); }
    void releaseBuffer(ops::BufferId buffer) override { m_backend->releaseBuffer(buffer); }
    Result<void> upload(ops::BufferId buffer, std::span<const std::byte> bytes) override {
        return m_backend->upload(buffer, bytes);
    }
    Result<void> download(ops::BufferId buffer, std::span<std::byte> bytes) override {
        return m_backend->download(buffer, bytes);
    }
    Result<ops::CacheId> createCache(const ops::CacheSpec& spec) override { return m_backend->createCache(spec); }
    Result<void> growCache(ops::CacheId cache, uint32_t capacity) override {
        return m_backend->growCache(cache, capacity);
    }
    void releaseCache(ops::CacheId cache) override { m_backend->releaseCache(cache); }
    Result<void> writeCache(ops::CacheId cache, uint32_t first, std::span<const float> rows) override {
        return m_backend->writeCache(cache, first, rows);
    }
    Result<void> readCache(ops::CacheId cache, uint32_t first, std::span<float> rows) override {
        return m_backend->readCache(cache, first, rows);
    }
    uint64_t cacheBytes(ops::CacheId cache) const override { return m_backend->cacheBytes(cache); }
    Result<std::unique_ptr<ops::Recording>> record(std::span<const ops::Op> list,
                                                   const ops::RecordShape& shape) override {
        std::vector<ops::Op> spoilt(list.begin(), list.end());
        for (ops::Op& op : spoilt)
            m_spoil(op);
        return m_backend->record(spoilt, shape);
    }
    Result<void> submit(const ops::Recording& recording, const ops::Step& step, std::stop_token stop) override {
        return m_backend->submit(recording, step, stop);
    }
    Result<void> wait() override { return m_backend->wait(); }

private:
    std::unique_ptr<ops::Backend> m_backend;
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

std::string whyNotForUse(std::function<void(ops::Op&)> spoil) {
    SpoiltBackend backend(std::move(spoil));
    const auto reference = ops::createReferenceBackend();
    const auto fit = runtime::checkForUse(backend, *reference);
    return fit ? std::string() : describe(fit.error());
}

TEST(SelfCheck, letsUseWhatComputesRight) {
    EXPECT_EQ(whyNotForUse([](ops::Op&) {}), "");
}

TEST(SelfCheck, saysInAClauseWhyADeviceIsOfNoUse) {
    EXPECT_EQ(whyNotForUse([](ops::Op& op) {
                  if (auto* attention = std::get_if<ops::Attention>(&op))
                      attention->scale *= 1.001F;
              }),
              "it computed attention wrongly in the self check");
    // An op that it refuses.
    EXPECT_TRUE(whyNotForUse([](ops::Op& op) {
                    if (auto* norm = std::get_if<ops::RmsNorm>(&op))
                        norm->x.buffer = norm->y.buffer = ops::BufferId{};
                }).starts_with("its self check failed"));
}

}  // namespace
}  // namespace lanternfish::tests
