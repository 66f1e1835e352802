#include <gtest/gtest.h>

#include "lanternfish/error.h"

namespace lanternfish {
namespace {

Result<int> half(int value) {
    if (value % 2 != 0)
        return makeError(ErrorCode::InvalidArgument, "expected an even number, found " + std::to_string(value));
    return value / 2;
}

Result<int> quarter(int value) {
    LF_TRY(const int once, half(value));
    auto twice = half(once);
    if (!twice)
        return wrapError(std::move(twice).error(), "halving again failed");
    return *twice;
}

Result<void> check(int value) {
    LF_CHECK(half(value));
    return {};
}

TEST(Error, TryGivesTheValueOrReturnsTheError) {
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_EQ(describe(quarter(7).error()), "expected an even number, found 7");
    EXPECT_TRUE(check(2));
    EXPECT_EQ(check(3).error().code, ErrorCode::InvalidArgument);
}

TEST(Error, WrappingKeepsTheCodeAndTheCause) {
    const auto result = quarter(6);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(result.error().message, "halving again failed");
    EXPECT_EQ(describe(result.error()), "halving again failed: expected an even number, found 3");
}

}  // namespace
}  // namespace lanternfish
