#include "tests/bench/plan_tool.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <print>
#include <string_view>

#include "tests/bench/plan_budget.h"

namespace lanternfish::bench {

namespace {

std::string readAll(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool writeAll(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    return out.flush().good();
}

void printErrors(const std::vector<std::string>& lines) {
    for (const std::string& line : lines)
        std::println(stderr, "{}", line);
}

bool isStale(const ReportedPlans& made, const std::string& report) {
    return made.comparable ? made.comparable(report, made.report) != made.comparable(made.report, report)
                           : report != made.report;
}

int check(const PlanTool& tool, const ReportedPlans& made, const std::filesystem::path& folder, const char* program) {
    const auto over = overBudget(made.plans, readAll(folder / tool.budget));
    if (!over) {
        std::println(stderr, "{}", describe(over.error()));
        return 1;
    }
    const std::vector<std::string> wrong = miscounted(made.plans);
    printErrors(wrong);
    printErrors(made.wrong);
    printErrors(*over);
    if (!over->empty())
        std::println(stderr, "if that is wanted, say so: {} accept {}", program, folder.string());
    const std::string report = readAll(folder / tool.report);
    if (const std::string skipped = made.skipped ? made.skipped(report) : ""; !skipped.empty())
        std::println("{}", skipped);
    const bool stale = isStale(made, report);
    if (stale)
        std::println(stderr, "{} is stale, renew it: {} write {}", tool.report, program, folder.string());
    return wrong.empty() && made.wrong.empty() && over->empty() && !stale ? 0 : 1;
}

/// What is lower than before may not rise again.
Result<std::string> budgetToWrite(const PlanTool& tool, const std::vector<Plan>& plans,
                                  const std::filesystem::path& folder, bool accept) {
    return accept ? toBudget(plans) : tightened(plans, readAll(folder / tool.budget));
}

int write(const PlanTool& tool, const ReportedPlans& made, const std::filesystem::path& folder, bool accept) {
    printErrors(made.wrong);
    if (!made.incomplete.empty()) {
        std::println(stderr, "{} can't be written: {}", tool.report, made.incomplete);
        return 1;
    }
    const auto budget = budgetToWrite(tool, made.plans, folder, accept);
    if (!budget) {
        std::println(stderr, "{}", describe(budget.error()));
        return 1;
    }
    for (const auto& [name, text] : {std::pair(tool.report, made.report), std::pair(tool.budget, *budget)})
        if (!writeAll(folder / name, text)) {
            std::println(stderr, "{}: could not be written", (folder / name).string());
            return 1;
        }
    return 0;
}

}  // namespace

int runPlanTool(const PlanTool& tool, int count, char** arguments) {
    const std::string_view mode = count == 3 ? arguments[1] : "";
    if (mode != "check" && mode != "write" && mode != "accept") {
        std::println(stderr,
                     "usage: {0} check|write|accept FOLDER\n"
                     "check: {1} there is what it should be and within {2}\n"
                     "write: writes {1}, and lowers {2} where counts fell\n"
                     "accept: writes both as they are now",
                     tool.program, tool.report, tool.budget);
        return 2;
    }
    const auto made = tool.make();
    if (!made) {
        std::println(stderr, "{}", describe(made.error()));
        return 1;
    }
    const std::filesystem::path folder = arguments[2];
    return mode == "check" ? check(tool, *made, folder, arguments[0]) : write(tool, *made, folder, mode == "accept");
}

}  // namespace lanternfish::bench
