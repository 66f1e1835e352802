#include <filesystem>
#include <fstream>
#include <iterator>
#include <print>
#include <string_view>

#include "tests/bench/vulkan_budget.h"
#include "tests/bench/vulkan_report.h"

namespace {

using namespace lanternfish;

constexpr const char* kReport = "vulkan.md";
constexpr const char* kBudget = "vulkan_budget.json";

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

int check(const std::vector<bench::Plan>& plans, const std::filesystem::path& folder, const char* program) {
    const auto over = bench::overBudget(plans, readAll(folder / kBudget));
    if (!over) {
        std::println(stderr, "{}", describe(over.error()));
        return 1;
    }
    const std::vector<std::string> wrong = bench::miscounted(plans);
    printErrors(wrong);
    printErrors(*over);
    if (!over->empty())
        std::println(stderr, "if that is wanted, say so: {} accept {}", program, folder.string());
    const bool stale = readAll(folder / kReport) != bench::toMarkdown(plans);
    if (stale)
        std::println(stderr, "{} is stale, renew it: {} write {}", kReport, program, folder.string());
    return wrong.empty() && over->empty() && !stale ? 0 : 1;
}

/// What is lower than before may not rise again.
Result<std::string> budgetToWrite(const std::vector<bench::Plan>& plans, const std::filesystem::path& folder,
                                  bool accept) {
    return accept ? bench::toBudget(plans) : bench::tightened(plans, readAll(folder / kBudget));
}

}  // namespace

int main(int count, char** arguments) {
    const std::string_view mode = count == 3 ? arguments[1] : "";
    if (mode != "check" && mode != "write" && mode != "accept") {
        std::println(stderr,
                     "usage: vulkan_plan check|write|accept FOLDER\n"
                     "check: {0} there is what it should be and within {1}\n"
                     "write: writes {0}, and lowers {1} where counts fell\n"
                     "accept: writes both as they are now",
                     kReport, kBudget);
        return 2;
    }
    const auto plans = bench::makePlans();
    if (!plans) {
        std::println(stderr, "{}", describe(plans.error()));
        return 1;
    }
    const std::filesystem::path folder = arguments[2];
    if (mode == "check")
        return check(*plans, folder, arguments[0]);
    const auto budget = budgetToWrite(*plans, folder, mode == "accept");
    if (!budget) {
        std::println(stderr, "{}", describe(budget.error()));
        return 1;
    }
    for (const auto& [name, text] : {std::pair(kReport, bench::toMarkdown(*plans)), std::pair(kBudget, *budget)})
        if (!writeAll(folder / name, text)) {
            std::println(stderr, "{}: could not be written", (folder / name).string());
            return 1;
        }
    return 0;
}
