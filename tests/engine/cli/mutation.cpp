#include "tests/engine/cli/mutation.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

namespace lanternfish::tests {

namespace {

class Damage {
public:
    Damage(std::string& bytes, size_t headerBytes, uint64_t seed)
        : m_bytes(bytes), m_header(headerBytes), m_random(seed), m_inContents(below(3) == 0) {}

    void doOne() {
        // What moves the contents is damage to the structure.
        switch (below(m_inContents ? 5 : 9)) {
            case 0:
                return flipBits();
            case 1:
            case 2:
                return writeNumber<uint64_t>();
            case 3:
                return writeNumber<uint32_t>();
            case 4:
                return randomBytes();
            case 5:
                return swapPieces();
            case 6:
                return insertPiece();
            case 7:
                return erasePiece();
            default:
                return cut();
        }
    }

    uint64_t below(uint64_t limit) { return limit == 0 ? 0 : m_random() % limit; }

private:
    size_t position() {
        if (m_inContents) {
            return m_header + static_cast<size_t>(below(m_bytes.size() - m_header));
        }
        const size_t end = below(8) != 0 ? std::min(m_header, m_bytes.size()) : m_bytes.size();
        return static_cast<size_t>(below(end));
    }

    size_t lengthAt(size_t position, size_t most) {
        return std::min(static_cast<size_t>(1 + below(most)), m_bytes.size() - position);
    }

    void flipBits() {
        for (uint64_t count = 1 + below(8); count > 0; --count) {
            m_bytes[position()] ^= static_cast<char>(1U << below(8));
        }
    }

    /// Numbers on the edges of what a careless reader multiplies, adds or allocates by.
    template <class Number>
    void writeNumber() {
        static constexpr std::array<uint64_t, 14> kEdges = {0,
                                                            1,
                                                            7,
                                                            0x7FFFFFFF,
                                                            0x80000000,
                                                            0xFFFFFFFF,
                                                            uint64_t{1} << 32U,
                                                            uint64_t{1} << 40U,
                                                            uint64_t{1} << 61U,
                                                            uint64_t{1} << 62U,
                                                            INT64_MAX,
                                                            uint64_t{1} << 63U,
                                                            UINT64_MAX - 7,
                                                            UINT64_MAX};
        const auto number = static_cast<Number>(kEdges[below(kEdges.size())]);
        const size_t at = position();
        std::memcpy(m_bytes.data() + at, &number, std::min(sizeof number, m_bytes.size() - at));
    }

    void randomBytes() {
        const size_t at = position();
        for (size_t i = at, end = at + lengthAt(at, 32); i < end; ++i) {
            m_bytes[i] = static_cast<char>(below(256));
        }
    }

    void swapPieces() {
        const size_t a = position();
        const size_t b = position();
        const size_t length = std::min(lengthAt(a, 64), lengthAt(b, 64));
        for (size_t i = 0; i < length; ++i) {
            std::swap(m_bytes[a + i], m_bytes[b + i]);
        }
    }

    void insertPiece() {
        const size_t from = position();
        m_bytes.insert(position(), std::string(m_bytes, from, lengthAt(from, 64)));
    }

    void erasePiece() {
        const size_t at = position();
        m_bytes.erase(at, lengthAt(at, 64));
    }

    void cut() { m_bytes.resize(std::max<size_t>(position(), 1)); }

    std::string& m_bytes;
    size_t m_header;
    std::mt19937_64 m_random;
    bool m_inContents;
};

}  // namespace

std::string mutate(std::string bytes, size_t headerBytes, uint64_t seed) {
    Damage damage(bytes, headerBytes, seed);
    for (uint64_t count = 1 + damage.below(4); count > 0; --count) {
        damage.doOne();
    }
    return bytes;
}

}  // namespace lanternfish::tests
