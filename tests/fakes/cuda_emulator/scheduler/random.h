#pragma once

#include <cstdint>

namespace cuda_emulator {

/// The next of a sequence of well mixed numbers (splitmix64).
constexpr std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/// `n` things in an order that `seed` decides, without a list of them.
class Permutation {
public:
    Permutation(std::uint64_t n, std::uint64_t seed) : m_n(n), m_offset(mixed(seed) % n), m_stride(1) {
        std::uint64_t stride = mixed(seed + 1) % n;
        while (divisor(stride, n) != 1) {
            stride = (stride + 1) % n;
        }
        m_stride = stride;
    }

    std::uint64_t operator()(std::uint64_t i) const {
        return static_cast<std::uint64_t>((static_cast<unsigned __int128>(i) * m_stride + m_offset) % m_n);
    }

private:
    static std::uint64_t divisor(std::uint64_t a, std::uint64_t b) { return b == 0 ? a : divisor(b, a % b); }

    std::uint64_t m_n;
    std::uint64_t m_offset;
    std::uint64_t m_stride;
};

}  // namespace cuda_emulator
