#include "tests/bench/kernel_reports.h"

#include <algorithm>
#include <charconv>
#include <format>
#include <fstream>
#include <iterator>
#include <optional>
#include <ranges>

namespace lanternfish::bench {

namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (const auto part : std::views::split(text, at))
        parts.emplace_back(part.begin(), part.end());
    return parts;
}

/// The number before `unit`.
std::optional<uint32_t> numberBefore(std::string_view line, std::string_view unit) {
    const size_t end = line.find(unit);
    if (end == std::string_view::npos)
        return {};
    size_t begin = end;
    while (begin > 0 && line[begin - 1] >= '0' && line[begin - 1] <= '9')
        --begin;
    uint32_t number = 0;
    if (std::from_chars(line.data() + begin, line.data() + end, number).ec != std::errc{})
        return {};
    return number;
}

std::string_view between(std::string_view line, std::string_view before, std::string_view after) {
    const size_t begin = line.find(before);
    if (begin == std::string_view::npos)
        return {};
    line.remove_prefix(begin + before.size());
    return line.substr(0, line.find(after));
}

Result<void> readNumbers(std::string_view line, KernelResources& kernel) {
    if (line.contains("bytes stack frame")) {
        const auto stack = numberBefore(line, " bytes stack frame"), stores = numberBefore(line, " bytes spill stores"),
                   loads = numberBefore(line, " bytes spill loads");
        if (!stack || !stores || !loads)
            return makeError(ErrorCode::InvalidFile, std::format("what ptxas says of {}: '{}'", kernel.entry, line));
        kernel.stackBytes = *stack;
        kernel.spillStoreBytes = *stores;
        kernel.spillLoadBytes = *loads;
    } else if (line.contains(" registers")) {
        kernel.registers = numberBefore(line, " registers").value_or(0);
        kernel.sharedBytes = numberBefore(line, " bytes smem").value_or(0);
    }
    return {};
}

uint32_t bytesOfType(std::string_view type) {
    const size_t digits = type.find_first_of("0123456789");
    uint32_t bits = 0;
    if (digits != std::string_view::npos)
        std::from_chars(type.data() + digits, type.data() + type.size(), bits);
    return bits / 8;
}

/// A load that may be of global memory.
struct Load {
    uint32_t bytes = 0;
    bool generic = false;
};

/// By the qualifiers of an instruction that begins with "ld.".
std::optional<Load> readLoad(std::string_view instruction) {
    const std::vector<std::string_view> parts = split(instruction, '.');
    Load load{.bytes = bytesOfType(parts.back()), .generic = true};
    for (const std::string_view part : parts) {
        if (part.starts_with("shared") || part == "param" || part == "local" || part == "const")
            return {};
        if (part == "global")
            load.generic = false;
        else if (part.size() == 2 && part[0] == 'v')
            load.bytes *= static_cast<uint32_t>(part[1] - '0');
    }
    return load;
}

/// By a statement of PTX.
std::optional<Load> loadOf(std::string_view statement) {
    statement.remove_prefix(std::min(statement.find_first_not_of(" \t{"), statement.size()));
    if (statement.starts_with('@'))
        statement.remove_prefix(std::min(statement.find_first_of(" \t"), statement.size()));
    statement.remove_prefix(std::min(statement.find_first_not_of(" \t"), statement.size()));
    const std::string_view instruction = statement.substr(0, statement.find_first_of(" \t"));
    if (instruction.starts_with("ld."))
        return readLoad(instruction);
    // From global to shared memory: the third operand is its bytes.
    if (!instruction.starts_with("cp.async.c"))
        return {};
    const std::vector<std::string_view> operands = split(statement, ',');
    if (operands.size() < 3)
        return {};
    const std::string_view last = operands[2];
    Load load;
    const size_t digits = last.find_first_of("0123456789");
    if (digits != std::string_view::npos)
        std::from_chars(last.data() + digits, last.data() + last.size(), load.bytes);
    return load;
}

void add(KernelLoads& loads, const Load& load) {
    for (size_t i = 0; i < kLoadWidths.size(); ++i)
        if (load.bytes >= kLoadWidths[i]) {
            ++loads.global[i];
            break;
        }
    loads.generic += load.generic ? 1 : 0;
}

Result<std::string> readText(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in || text.empty())
        return makeError(ErrorCode::InvalidFile, std::format("{}: empty or not readable", file.string()));
    return text;
}

Result<void> addArchitecture(KernelReports& reports, const std::filesystem::path& file) {
    LF_TRY(const std::string text, readText(file));
    auto resources = parseResources(text);
    if (!resources)
        return wrapError(std::move(resources).error(), file.string());
    if (resources->empty())
        return makeError(ErrorCode::InvalidFile, std::format("{}: no kernel", file.string()));
    std::ranges::sort(*resources, {}, &KernelResources::entry);
    reports.resources.insert(reports.resources.end(), resources->begin(), resources->end());
    return {};
}

Result<void> addPtx(KernelReports& reports, const std::filesystem::path& file) {
    LF_TRY(const std::string text, readText(file));
    const std::string toolkit(between(text, "Cuda compilation tools, release ", "\n"));
    const size_t version = toolkit.find(", V");
    if (version == std::string::npos)
        return makeError(ErrorCode::InvalidFile, std::format("{}: it doesn't name its compiler", file.string()));
    reports.toolkit = toolkit.substr(version + 3);
    std::vector<KernelLoads> loads = countLoads(text);
    std::ranges::sort(loads, {}, &KernelLoads::entry);
    reports.loads.insert(reports.loads.end(), loads.begin(), loads.end());
    return {};
}

}  // namespace

std::vector<std::string> splitWords(std::string_view text) {
    std::vector<std::string> words;
    for (const std::string_view word : split(text, ' '))
        if (!word.empty())
            words.emplace_back(word);
    return words;
}

Result<std::vector<KernelResources>> parseResources(std::string_view report) {
    std::vector<KernelResources> all;
    for (const std::string_view line : split(report, '\n')) {
        if (line.contains("Compiling entry function"))
            all.push_back({.entry = std::string(between(line, "entry function '", "'")),
                           .architecture = std::string(between(line, "for '", "'"))});
        else if (!all.empty())
            LF_CHECK(readNumbers(line, all.back()));
    }
    for (const KernelResources& kernel : all)
        if (kernel.registers == 0)
            return makeError(ErrorCode::InvalidFile, std::format("ptxas names no registers of {}", kernel.entry));
    return all;
}

std::vector<KernelLoads> countLoads(std::string_view ptx) {
    std::vector<KernelLoads> all;
    KernelLoads called;
    KernelLoads* current = &called;
    std::string architecture;
    for (const std::string_view line : split(ptx, '\n')) {
        if (line.starts_with(".target sm_"))
            architecture = std::format("compute_{}", between(line, ".target sm_", ","));
        if (const std::string_view entry = between(line, ".entry ", "("); !entry.empty())
            current = &all.emplace_back(std::string(entry), architecture);
        else if (line.contains(".func "))
            current = &called;
        for (const std::string_view statement : split(line, ';'))
            if (const auto load = loadOf(statement))
                add(*current, *load);
    }
    for (KernelLoads& loads : all) {
        loads.generic += called.generic;
        for (size_t i = 0; i < kLoadWidths.size(); ++i)
            loads.global[i] += called.global[i];
    }
    return all;
}

uint32_t blocksByRegisters(uint32_t registers, uint32_t threads) {
    // A multiprocessor of every architecture since 7.0 has four parts with 16,384 registers each; a warp is in one of
    // them and gets registers by 256.
    const uint32_t ofWarp = (registers * 32 + 255) / 256 * 256;
    return 16384 / ofWarp * 4 / ((threads + 31) / 32);
}

Result<KernelReports> readKernelReports(const KernelFiles& files) {
    KernelReports reports;
    for (const std::string& architecture : splitWords(files.architectures))
        reports.architectures.push_back("sm_" + architecture);
    for (const std::string& kernel : splitWords(files.kernels)) {
        for (const std::string& architecture : reports.architectures)
            LF_CHECK(addArchitecture(reports, files.folder / std::format("{}.{}.txt", kernel, architecture)));
        for (const std::string& architecture : splitWords(files.ptx))
            LF_CHECK(addPtx(reports, files.folder / std::format("{}.compute_{}.ptx", kernel, architecture)));
    }
    // Entries of one kernel, in the order of the architectures.
    const auto byEntry = [](const auto& a, const auto& b) { return a.entry < b.entry; };
    std::ranges::stable_sort(reports.resources, byEntry);
    std::ranges::stable_sort(reports.loads, byEntry);
    return reports;
}

}  // namespace lanternfish::bench
