#include "engine/backends/gpu/features.h"

#include <array>
#include <format>
#include <optional>
#include <ranges>
#include <string_view>

namespace lanternfish::backends::gpu {

namespace {

constexpr std::array<const char*, static_cast<size_t>(Feature::Count)> kNames = {
    "narrow-storage", "integer-dot", "float16", "addresses", "subgroups", "memory-budget", "cublas"};

std::optional<Feature> findFeature(std::string_view name) {
    for (size_t i = 0; i < kNames.size(); ++i)
        if (name == kNames[i])
            return static_cast<Feature>(i);
    return std::nullopt;
}

}  // namespace

const char* featureName(Feature feature) {
    return kNames[static_cast<size_t>(feature)];
}

Result<Features> restricted(Features features, const std::string& without) {
    for (const auto part : std::views::split(without, ',')) {
        const std::string_view name(part.begin(), part.end());
        if (name.empty())
            continue;
        const std::optional<Feature> feature = findFeature(name);
        if (!feature) {
            std::string known;
            for (const char* const each : kNames)
                known += std::format("{}{}", known.empty() ? "" : ", ", each);
            return makeError(ErrorCode::InvalidArgument,
                             std::format("no device feature '{}'; expected some of {}", name, known));
        }
        features.set(*feature, false);
    }
    return features;
}

std::vector<std::string> featureNames(const Features& features) {
    std::vector<std::string> names;
    for (size_t i = 0; i < kNames.size(); ++i)
        if (features.has(static_cast<Feature>(i)))
            names.emplace_back(kNames[i]);
    return names;
}

std::string describeFeatures(const Features& features) {
    std::string text;
    for (const std::string& name : featureNames(features))
        text += (text.empty() ? "" : ", ") + name;
    if (features.has(Feature::Subgroups))
        text += std::format(" (subgroups of {})", features.subgroupSize);
    return text.empty() ? "none" : text;
}

}  // namespace lanternfish::backends::gpu
