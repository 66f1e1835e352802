#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish::backends::gpu {

/// What a device may have beyond Vulkan 1.2's core, and every CUDA device that we run on has, but for the last.
/// Everything has a way without it.
enum class Feature : uint8_t {
    NarrowStorage,  ///< "narrow-storage": shaders read and write bytes of buffers.
    IntegerDot,     ///< "integer-dot": products of four signed bytes at once.
    Float16,        ///< "float16": arithmetic on halves, and buffers of them.
    Addresses,      ///< "addresses": shaders read buffers by address, so that one dispatch reads many weights.
    Subgroups,      ///< "subgroups": sums within a subgroup whose size we choose.
    MemoryBudget,   ///< "memory-budget": the driver says how much memory is left.
    Cublas,         ///< "cublas": a library of products of matrices. On CUDA alone.
    Count,
};

const char* featureName(Feature feature);

/// The features that a device has and that are to be used.
class Features {
public:
    bool has(Feature feature) const { return (m_bits >> static_cast<unsigned>(feature) & 1U) != 0; }
    void set(Feature feature, bool value) {
        const uint32_t bit = 1U << static_cast<unsigned>(feature);
        m_bits = value ? m_bits | bit : m_bits & ~bit;
    }
    uint32_t bits() const { return m_bits; }

    uint32_t subgroupSize = 0;  ///< With Subgroups: a power of two from 8 to 64.

private:
    uint32_t m_bits = 0;
};

/// Takes away the features in `without`, names separated by commas. Errors: InvalidArgument for an unknown name.
Result<Features> restricted(Features features, const std::string& without);

std::vector<std::string> featureNames(const Features& features);
/// "integer-dot, addresses, subgroups (subgroups of 32)": tells devices and drivers apart.
std::string describeFeatures(const Features& features);

}  // namespace lanternfish::backends::gpu
