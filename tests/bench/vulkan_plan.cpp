#include <filesystem>
#include <fstream>
#include <iterator>
#include <print>
#include <string_view>

#include "tests/bench/vulkan_report.h"

namespace {

using namespace lanternfish;

std::string readAll(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool writeAll(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    return out.flush().good();
}

int check(const std::vector<bench::Plan>& plans, const std::filesystem::path& folder, const char* program) {
    int status = 0;
    const auto over = bench::overBudget(plans, readAll(folder / "vulkan_budget.json"));
    if (!over) {
        std::println(stderr, "{}", describe(over.error()));
        return 1;
    }
    for (const std::string& line : *over) {
        std::println(stderr, "{}", line);
        status = 1;
    }
    if (status != 0)
        std::println(stderr, "if that is wanted, say so: {} accept {}", program, folder.string());
    if (readAll(folder / "vulkan.md") != bench::toMarkdown(plans)) {
        std::println(stderr, "vulkan.md is stale, renew it: {} write {}", program, folder.string());
        status = 1;
    }
    return status;
}

}  // namespace

int main(int count, char** arguments) {
    const std::string_view mode = count == 3 ? arguments[1] : "";
    if (mode != "check" && mode != "write" && mode != "accept") {
        std::println(stderr,
                     "usage: vulkan_plan check|write|accept FOLDER\n"
                     "check: vulkan.md there is what it should be and within vulkan_budget.json\n"
                     "write: writes vulkan.md\naccept: writes vulkan_budget.json");
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
    const auto file = folder / (mode == "write" ? "vulkan.md" : "vulkan_budget.json");
    if (!writeAll(file, mode == "write" ? bench::toMarkdown(*plans) : bench::toBudget(*plans))) {
        std::println(stderr, "{}: could not be written", file.string());
        return 1;
    }
    return 0;
}
