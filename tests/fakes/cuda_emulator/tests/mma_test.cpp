// Tensor core products against plain ones. Values are small integers, which every format and sum holds exactly, and all
// differ enough that a wrong layout can't go unseen.
#include <cstdint>
#include <cstring>

#include "session.h"

namespace cuda_emulator {
namespace {

using Mma = Session;

constexpr std::size_t kRows = 16;
constexpr std::size_t kColumns = 8;

std::uint16_t toBFloat16(int value) {
    const auto number = static_cast<float>(value);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &number, sizeof(bits));
    return static_cast<std::uint16_t>(bits >> 16);
}

/// Of a whole number up to 2048.
std::uint16_t toHalf(int value) {
    std::uint32_t bits = 0;
    const auto number = static_cast<float>(value);
    std::memcpy(&bits, &number, sizeof(bits));
    if (value == 0) {
        return 0;
    }
    const std::uint32_t exponent = (bits >> 23 & 0xff) - 127 + 15;
    return static_cast<std::uint16_t>((bits >> 16 & 0x8000) | exponent << 10 | (bits >> 13 & 0x3ff));
}

std::int8_t toByte(int value) {
    return static_cast<std::int8_t>(value);
}

std::vector<int> integers(std::size_t count, int seed) {
    std::vector<int> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<int>((i * 7919 + static_cast<std::size_t>(seed) * 104729 + i * i * 31) % 41) - 20;
    }
    return values;
}

template <class Element>
std::vector<Element> converted(const std::vector<int>& values, Element (*convert)(int)) {
    std::vector<Element> elements;
    for (const int value : values) {
        elements.push_back(convert(value));
    }
    return elements;
}

template <class Element, class D>
std::vector<D> expected(const std::vector<int>& a, const std::vector<int>& b, std::vector<D> d) {
    const std::size_t depth = a.size() / kRows;
    for (std::size_t row = 0; row < kRows; ++row) {
        for (std::size_t column = 0; column < kColumns; ++column) {
            for (std::size_t k = 0; k < depth; ++k) {
                d[row * kColumns + column] += static_cast<D>(a[row * depth + k] * b[column * depth + k]);
            }
        }
    }
    return d;
}

TEST_F(Mma, productsAreThoseOfTheMatrices) {
    const auto check = [this]<class Element, class D>(const char* kernel, Element (*convert)(int), D) {
        constexpr std::size_t kDepth = 32 / sizeof(Element);
        const std::vector<int> a = integers(kRows * kDepth, 1);
        const std::vector<int> b = integers(kColumns * kDepth, 2);
        std::vector<D> d;
        for (const int value : integers(kRows * kColumns, 3)) {
            d.push_back(static_cast<D>(value));
        }
        const CUdeviceptr sums = upload(d);
        ASSERT_EQ(run(kernel, 1, 32, 0, upload(converted(a, convert)), upload(converted(b, convert)), sums),
                  CUDA_SUCCESS)
            << emulatedCudaLastError();
        EXPECT_EQ(download<D>(sums, d.size()), (expected<Element, D>(a, b, d))) << kernel;
    };
    check("productOfHalves", toHalf, 0.0f);
    check("productOfBFloat16", toBFloat16, 0.0f);
    check("productOfBytes", toByte, std::int32_t{0});
}

}  // namespace
}  // namespace cuda_emulator
