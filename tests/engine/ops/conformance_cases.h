#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/engine/ops/conformance_rig.h"

namespace lanternfish::ops {

/// Sets up a rig, runs ops on it and says what came out, with the tolerances that follow from its data.
struct ConformanceCase {
    std::string name;  ///< Letters, digits and underscores.
    std::function<std::vector<Outcome>(Rig&)> run;
};

inline void PrintTo(const ConformanceCase& known, std::ostream* out) {
    *out << known.name;
}

std::vector<ConformanceCase> streamCases();
std::vector<ConformanceCase> productCases();
std::vector<ConformanceCase> expertCases();
std::vector<ConformanceCase> cacheCases();
std::vector<ConformanceCase> indexCases();
std::vector<ConformanceCase> attentionCases();

/// Row counts that every op is tried with.
constexpr uint32_t kRowCounts[] = {1, 2, 7, 33};

/// `count` rows of one sequence from `position` on, with tokens below `vocabulary`.
std::vector<Row> oneSequence(uint32_t count, uint32_t position, int32_t vocabulary = 1);

/// `count` rows of two sequences in turn, one of which is `lead` positions further on.
std::vector<Row> twoSequences(uint32_t count, uint32_t position, uint32_t lead, int32_t vocabulary = 1);

}  // namespace lanternfish::ops
