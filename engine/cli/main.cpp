#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <print>
#include <string>
#include <vector>

#include "engine/cli/command.h"
#include "engine/cli/text.h"
#include "lanternfish/engine.h"

namespace {

using namespace lanternfish;

struct Command {
    const char* name;
    const char* summary;
    cli::Outcome (*run)(const cli::Context&, const std::vector<std::string>&);
};

constexpr std::array kCommands = {
    Command{"chat", "a conversation in the terminal", cli::runChat},
    Command{"run", "answer one prompt", cli::runRun},
    Command{"logits", "evaluate tokens, write the logits", cli::runLogits},
    Command{"inspect", "what a model file holds", cli::runInspect},
    Command{"tokenize", "the token ids of a text", cli::runTokenize},
    Command{"bench", "measure speed beside what the memory can do", cli::runBench},
    Command{"doctor", "check every operation of every device", cli::runDoctorCommand},
};

std::string usage() {
    std::string text = "usage: lanternfish-cli COMMAND [options]\n\n";
    for (const Command& command : kCommands) {
        text += std::format("  {:10}{}\n", command.name, command.summary);
    }
    return text + "\n`lanternfish-cli COMMAND --help` lists the options of one, --version says which build this is.\n";
}

cli::Context makeContext(const char* program) {
    std::error_code error;
    // Linux says where the executable lies; elsewhere the shell's word for it has to do.
    std::filesystem::path executable = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) {
        executable = std::filesystem::absolute(program, error);
    }
    return {executable.parent_path()};
}

int report(const std::string& command, const cli::Failure& failure) {
    std::print(stderr, "lanternfish-cli {}: {}\n", command, cli::printable(describe(failure.error)));
    if (failure.badUsage) {
        std::print(stderr, "`lanternfish-cli {} --help` lists its options.\n", command);
    }
    return failure.badUsage ? 2 : 1;
}

int dispatch(const cli::Context& context, const std::vector<std::string>& list) {
    if (list.empty()) {
        std::print(stderr, "lanternfish-cli: expected a command, found none\n\n{}", usage());
        return 2;
    }
    if (list[0] == "--help" || list[0] == "-h" || list[0] == "help") {
        std::print(stdout, "{}", usage());
        return 0;
    }
    if (list[0] == "--version") {
        std::print(stdout, "lanternfish-cli {}\n", version());
        return 0;
    }
    const auto* const command =
        std::ranges::find_if(kCommands, [&](const Command& candidate) { return list[0] == candidate.name; });
    if (command == kCommands.end()) {
        std::print(stderr, "lanternfish-cli: expected a command, found \"{}\"\n\n{}", cli::printable(list[0]), usage());
        return 2;
    }
    const cli::Outcome outcome = command->run(context, {list.begin() + 1, list.end()});
    return outcome ? *outcome : report(list[0], outcome.error());
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> list(argv + std::min(argc, 1), argv + argc);
        const int status = dispatch(makeContext(argc > 0 ? argv[0] : "lanternfish-cli"), list);
        // A full disk or a closed pipe shows only when the last of it is written.
        if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
            std::fputs("lanternfish-cli: standard output can't be written\n", stderr);
            return 1;
        }
        return status;
    } catch (const std::exception& error) {
        // What std:: throws: a terminal that can't be written, no memory.
        std::fprintf(stderr, "lanternfish-cli: %s\n", error.what());
        return 1;
    }
}
