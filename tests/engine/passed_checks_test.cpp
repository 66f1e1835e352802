#include "engine/passed_checks.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/engine/cli/scratch_folder.h"

namespace lanternfish::tests {
namespace {

const Device kCard{.id = "cuda:0", .backend = "cuda", .name = "RTX"};
const std::string kFingerprint = "card aa, driver 13000, kernels 0123";

class PassedChecksTest : public testing::Test {
protected:
    void write(const std::string& content) {
        std::ofstream(m_passed.fileOf(kCard), std::ios::binary | std::ios::trunc) << content;
    }

    ScratchFolder m_folder;
    // It is made when it is needed.
    PassedChecks m_passed{m_folder.path("cache")};
};

TEST_F(PassedChecksTest, remembersWhatPassed) {
    EXPECT_FALSE(m_passed.contains(kCard, kFingerprint));
    m_passed.add(kCard, kFingerprint);
    EXPECT_TRUE(m_passed.contains(kCard, kFingerprint));
    EXPECT_TRUE(PassedChecks(m_folder.path("cache")).contains(kCard, kFingerprint)) << "the next run";
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(m_folder.path("cache")), {}), 1)
        << "nothing is left beside it";
}

TEST_F(PassedChecksTest, anotherDriverOrCardHasNotPassed) {
    m_passed.add(kCard, kFingerprint);
    EXPECT_FALSE(m_passed.contains(kCard, "card aa, driver 13010, kernels 0123"));
    Device other = kCard;
    other.id = "cuda:1";
    EXPECT_FALSE(m_passed.contains(other, kFingerprint));
    other = kCard;
    other.name = "GTX";
    EXPECT_FALSE(m_passed.contains(other, kFingerprint));
    // A newer one takes the place of what it made stale.
    m_passed.add(kCard, "card aa, driver 13010, kernels 0123");
    EXPECT_TRUE(m_passed.contains(kCard, "card aa, driver 13010, kernels 0123"));
    EXPECT_FALSE(m_passed.contains(kCard, kFingerprint));
}

TEST_F(PassedChecksTest, refusesEveryFlippedBitAndEveryOtherLength) {
    m_passed.add(kCard, kFingerprint);
    const std::string good = ScratchFolder::read(m_passed.fileOf(kCard).string());
    std::string bad = good;
    for (size_t bit = 0; bit < 8 * bad.size(); ++bit) {
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
        write(bad);
        EXPECT_FALSE(m_passed.contains(kCard, kFingerprint)) << "bit " << bit;
        bad = good;
    }
    for (size_t length = 0; length < good.size(); ++length) {
        write(good.substr(0, length));
        EXPECT_FALSE(m_passed.contains(kCard, kFingerprint)) << length << " bytes";
    }
    write(good + "x");
    EXPECT_FALSE(m_passed.contains(kCard, kFingerprint));
    m_passed.add(kCard, kFingerprint);
    EXPECT_TRUE(m_passed.contains(kCard, kFingerprint)) << "it is written anew";
}

TEST_F(PassedChecksTest, whatIsNoFileSaysNothing) {
    std::filesystem::create_directories(m_passed.fileOf(kCard));
    EXPECT_FALSE(m_passed.contains(kCard, kFingerprint));
    m_passed.add(kCard, kFingerprint);
    EXPECT_FALSE(m_passed.contains(kCard, kFingerprint)) << "it can't be written either";
}

TEST_F(PassedChecksTest, withoutAFolderOrAFingerprintNothingIsKept) {
    const PassedChecks nowhere{{}};
    nowhere.add(kCard, kFingerprint);
    EXPECT_FALSE(nowhere.contains(kCard, kFingerprint));
    m_passed.add(kCard, "");
    EXPECT_FALSE(m_passed.contains(kCard, ""));
    EXPECT_FALSE(std::filesystem::exists(m_folder.path("cache")));
}

}  // namespace
}  // namespace lanternfish::tests
