#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "lanternfish/error.h"

namespace lanternfish::cli {

/// The options of one subcommand, bound to the variables that they set. An option may be given once, as `--name value`
/// or `--name=value`. The variables must outlive parse().
class Arguments {
public:
    Arguments(std::string command, std::string summary);

    void flag(std::string name, std::string help, bool& target);
    void text(std::string name, std::string value, std::string help, std::string& target);
    void number(std::string name, std::string help, uint64_t& target, uint64_t least, uint64_t most);
    void real(std::string name, std::string help, double& target, double least, double most);
    /// `target` must hold one of `choices` already: the default.
    void choice(std::string name, std::string help, std::string& target, std::vector<std::string> choices);
    /// The argument without a name; there is at most one.
    void positional(std::string value, std::string help, std::string& target);

    /// Marks the option declared last as one that must be given.
    void required();

    /// False: --help was asked for, and nothing else was checked. Errors: InvalidArgument, naming the option, what it
    /// expects and what was found.
    Result<bool> parse(const std::vector<std::string>& arguments);

    bool wasGiven(std::string_view name) const;

    std::string help() const;

private:
    struct Number {
        uint64_t* target;
        uint64_t least;
        uint64_t most;
    };
    struct Real {
        double* target;
        double least;
        double most;
    };
    struct Choice {
        std::string* target;
        std::vector<std::string> choices;
    };
    struct Option {
        std::string name;   ///< "--model"; a positional has none.
        std::string value;  ///< What the help calls its value; a flag has none.
        std::string help;
        std::variant<bool*, std::string*, Number, Real, Choice> target;
        bool required = false;
        bool given = false;

        std::string display() const { return name.empty() ? value : name; }
        std::string expected() const;
    };

    Option* find(std::string_view name);
    Result<void> assign(Option& option, const std::string& value);

    std::string m_command;
    std::string m_summary;
    std::vector<Option> m_options;
};

}  // namespace lanternfish::cli
