#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <format>

#include "engine/ops/reference/reference_backend.h"
#include "tests/engine/ops/conformance_backends.h"
#include "tests/engine/ops/conformance_cases.h"

namespace lanternfish::ops {

namespace {

std::vector<ConformanceCase> allCases() {
    std::vector<ConformanceCase> all;
    for (const auto& cases :
         {streamCases(), productCases(), expertCases(), cacheCases(), indexCases(), attentionCases()})
        all.insert(all.end(), cases.begin(), cases.end());
    return all;
}

uint64_t seedOf(const std::string& name) {
    uint64_t seed = 14695981039346656037U;
    for (const char c : name)
        seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return seed;
}

std::vector<Outcome> runCase(const ConformanceCase& known, Result<std::unique_ptr<Backend>> backend,
                             uint32_t rowsPerStep = 0, MathClass math = MathClass::Exact) {
    if (!backend) {
        ADD_FAILURE() << describe(backend.error());
        return {};
    }
    Rig rig(std::move(*backend), seedOf(known.name), rowsPerStep, math);
    return known.run(rig);
}

/// How far apart two values are; infinitely if one is not a number.
double distance(float a, float b) {
    if (a == b)
        return 0;
    const double difference = std::fabs(double{a} - double{b});
    return std::isnan(difference) ? INFINITY : difference;
}

void expectClose(const Outcome& expected, const Outcome& found, bool rounded) {
    const double tolerance = expected.tolerance + (rounded ? expected.rounding : 0);
    ASSERT_EQ(expected.values.size(), found.values.size());
    size_t apart = 0;
    for (size_t i = 0; i < expected.values.size(); ++i) {
        const double difference = distance(expected.values[i], found.values[i]);
        if (difference <= tolerance)
            continue;
        ++apart;
        ASSERT_LE(difference, std::max(expected.step, tolerance))
            << expected.name << " element " << i << " of " << expected.values.size() << ": expected "
            << expected.values[i] << ", found " << found.values[i];
    }
    EXPECT_LE(static_cast<double>(apart), expected.ties * static_cast<double>(expected.values.size()))
        << expected.name << ": elements next to a rounding tie";
}

void expectSameBits(const std::vector<Outcome>& expected, const std::vector<Outcome>& found, const char* what) {
    ASSERT_EQ(expected.size(), found.size()) << what;
    for (size_t i = 0; i < expected.size(); ++i) {
        const auto& a = expected[i].values;
        const auto& b = found[i].values;
        ASSERT_EQ(a.size(), b.size()) << what;
        EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(float)), 0) << what << ": " << expected[i].name;
    }
}

void expectAgreement(const ConformanceCase& known, bool thorough) {
    const std::vector<Outcome> expected = runCase(known, createReferenceBackend());
    for (const Outcome& outcome : expected)
        ASSERT_TRUE(std::isfinite(outcome.tolerance)) << outcome.name;
    for (const BackendChoice& choice : conformanceBackends()) {
        SCOPED_TRACE(choice.name);
        if (!known.name.starts_with(choice.only) || choice.thorough != thorough)
            continue;
        for (const MathClass math : {MathClass::Exact, MathClass::Fast}) {
            if (math == MathClass::Exact && !choice.only.empty())
                continue;
            const std::vector<Outcome> found = runCase(known, choice.create(), 0, math);
            ASSERT_EQ(expected.size(), found.size());
            for (size_t i = 0; i < expected.size(); ++i)
                expectClose(expected[i], found[i], math == MathClass::Fast && choice.roundsActivations);
        }
    }
}

class Conformance : public testing::TestWithParam<ConformanceCase> {};

TEST_P(Conformance, AgreesWithTheReference) {
    expectAgreement(GetParam(), false);
}

// The cases that thorough choices take are those of tiles.
TEST_P(Conformance, ThoroughlyAgreesWithTheReference) {
    if (GetParam().name.starts_with("tiles_"))
        expectAgreement(GetParam(), true);
}

// Exact math: neither how rows are split into steps nor the backends of one group may show in the bits.
TEST_P(Conformance, SplitsAndThreadsLeaveTheBits) {
    std::map<std::string, std::vector<Outcome>> groups;
    for (const BackendChoice& choice : conformanceBackends()) {
        SCOPED_TRACE(choice.name);
        if (!choice.only.empty())
            continue;
        const std::vector<Outcome> whole = runCase(GetParam(), choice.create());
        const auto [first, isNew] = groups.try_emplace(choice.group, whole);
        if (!isNew)
            expectSameBits(first->second, whole, "other thread count");
        for (const uint32_t rows : {1U, 3U, 16U})
            expectSameBits(whole, runCase(GetParam(), choice.create(), rows),
                           std::format("{} rows per step", rows).c_str());
    }
}

std::string nameOf(const testing::TestParamInfo<ConformanceCase>& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Ops, Conformance, testing::ValuesIn(allCases()), nameOf);

}  // namespace

}  // namespace lanternfish::ops
