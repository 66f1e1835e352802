#include "tests/bench/plan_budget.h"

#include <algorithm>
#include <format>
#include <nlohmann/json.hpp>

namespace lanternfish::bench {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kByteSlack = 1.02;

struct Count {
    std::string what;
    uint64_t found = 0;
    double slack = 1;
};

std::vector<Count> countsOf(const Segment& segment) {
    std::vector<Count> counts{{"dispatches", segment.lines.size()}, {"barriers", segment.barriers}};
    for (size_t i = 0; i < kContexts.size(); ++i)
        counts.push_back({std::format("movedBytes{}", kContexts[i]), segment.bytes[i].moved, kByteSlack});
    return counts;
}

Result<Json> parse(const std::string& budget) {
    Json json = Json::parse(budget, nullptr, false);
    if (!json.is_object())
        return makeError(ErrorCode::InvalidFile, "the budget: expected a JSON object");
    return json;
}

/// Null where the budget has none.
const Json* find(const Json& json, const std::string& key) {
    const auto found = json.is_object() ? json.find(key) : json.end();
    return found != json.end() ? &*found : nullptr;
}

const Json* findLimit(const Json& budget, const Plan& plan, const Segment& segment, const std::string& what) {
    const Json* found = find(budget, plan.name);
    found = found != nullptr ? find(*found, segment.name) : nullptr;
    found = found != nullptr ? find(*found, what) : nullptr;
    return found != nullptr && found->is_number() ? found : nullptr;
}

}  // namespace

std::string toBudget(const std::vector<Plan>& plans) {
    Json budget = Json::object();
    for (const Plan& plan : plans)
        for (const Segment& segment : plan.segments)
            for (const Count& count : countsOf(segment))
                budget[plan.name][segment.name][count.what] = count.found;
    return budget.dump(2) + "\n";
}

Result<std::vector<std::string>> overBudget(const std::vector<Plan>& plans, const std::string& budget) {
    LF_TRY(const Json allowed, parse(budget));
    std::vector<std::string> over;
    for (const Plan& plan : plans)
        for (const Segment& segment : plan.segments)
            for (const Count& count : countsOf(segment)) {
                const Json* const limit = findLimit(allowed, plan, segment, count.what);
                if (limit == nullptr)
                    over.push_back(std::format("{}, {}: no {} in the budget", plan.name, segment.name, count.what));
                else if (static_cast<double>(count.found) > limit->get<double>() * count.slack)
                    over.push_back(std::format("{}, {}: {} {}, the budget has {}", plan.name, segment.name, count.found,
                                               count.what, limit->get<double>()));
            }
    return over;
}

Result<std::string> tightened(const std::vector<Plan>& plans, const std::string& budget) {
    LF_TRY(const Json before, parse(budget));
    Json after = Json::object();
    for (const Plan& plan : plans)
        for (const Segment& segment : plan.segments)
            for (const Count& count : countsOf(segment))
                if (const Json* const limit = findLimit(before, plan, segment, count.what))
                    after[plan.name][segment.name][count.what] =
                        static_cast<double>(count.found) < limit->get<double>() ? Json(count.found) : *limit;
    return after.dump(2) + "\n";
}

}  // namespace lanternfish::bench
