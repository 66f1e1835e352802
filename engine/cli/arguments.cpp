#include "engine/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <format>
#include <utility>

namespace lanternfish::cli {

namespace {

constexpr size_t kColumns = 100;

std::string join(const std::vector<std::string>& words, std::string_view separator) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : std::string(separator)) + word;
    }
    return text;
}

/// The whole of `text` as a T; from_chars takes neither blanks nor a plus sign.
template <class T>
bool parseWhole(const std::string& text, T& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Arguments::Arguments(std::string command, std::string summary)
    : m_command(std::move(command)), m_summary(std::move(summary)) {}

void Arguments::flag(std::string name, std::string help, bool& target) {
    m_options.push_back({std::move(name), "", std::move(help), &target});
}

void Arguments::text(std::string name, std::string value, std::string help, std::string& target) {
    m_options.push_back({std::move(name), std::move(value), std::move(help), &target});
}

void Arguments::number(std::string name, std::string help, uint64_t& target, uint64_t least, uint64_t most) {
    m_options.push_back({std::move(name), "N", std::move(help), Number{&target, least, most}});
}

void Arguments::real(std::string name, std::string help, double& target, double least, double most) {
    m_options.push_back({std::move(name), "X", std::move(help), Real{&target, least, most}});
}

void Arguments::choice(std::string name, std::string help, std::string& target, std::vector<std::string> choices) {
    std::string value = join(choices, "|");
    m_options.push_back({std::move(name), std::move(value), std::move(help), Choice{&target, std::move(choices)}});
}

void Arguments::positional(std::string value, std::string help, std::string& target) {
    m_options.push_back({"", std::move(value), std::move(help), &target});
}

void Arguments::required() {
    m_options.back().required = true;
}

std::string Arguments::Option::expected() const {
    if (const auto* number = std::get_if<Number>(&target)) {
        return std::format("a whole number from {} to {}", number->least, number->most);
    }
    if (const auto* real = std::get_if<Real>(&target)) {
        return std::format("a number from {} to {}", real->least, real->most);
    }
    if (const auto* choice = std::get_if<Choice>(&target)) {
        return "one of " + join(choice->choices, ", ");
    }
    return value;
}

Arguments::Option* Arguments::find(std::string_view name) {
    const auto found = std::ranges::find_if(m_options, [&](const Option& option) { return option.name == name; });
    return found == m_options.end() ? nullptr : &*found;
}

Result<void> Arguments::assign(Option& option, const std::string& value) {
    if (option.given) {
        return makeError(ErrorCode::InvalidArgument,
                         std::format("{}: expected once, found a second time", option.display()));
    }
    option.given = true;
    bool valid = true;
    if (auto* text = std::get_if<std::string*>(&option.target)) {
        **text = value;
    } else if (auto* number = std::get_if<Number>(&option.target)) {
        uint64_t parsed = 0;
        valid = parseWhole(value, parsed) && parsed >= number->least && parsed <= number->most;
        *number->target = valid ? parsed : *number->target;
    } else if (auto* real = std::get_if<Real>(&option.target)) {
        double parsed = 0;
        valid = parseWhole(value, parsed) && std::isfinite(parsed) && parsed >= real->least && parsed <= real->most;
        *real->target = valid ? parsed : *real->target;
    } else if (auto* choice = std::get_if<Choice>(&option.target)) {
        valid = std::ranges::contains(choice->choices, value);
        *choice->target = valid ? value : *choice->target;
    }
    if (!valid) {
        return makeError(ErrorCode::InvalidArgument,
                         std::format("{}: expected {}, found \"{}\"", option.display(), option.expected(), value));
    }
    return {};
}

Result<bool> Arguments::parse(const std::vector<std::string>& arguments) {
    if (std::ranges::contains(arguments, "--help") || std::ranges::contains(arguments, "-h")) {
        return false;
    }
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        const bool isOption = argument.starts_with("-") && argument != "-";
        const size_t equals = isOption ? argument.find('=') : std::string::npos;
        const std::string name = isOption ? argument.substr(0, equals) : "";
        Option* option = find(name);
        if (option == nullptr) {
            return makeError(ErrorCode::InvalidArgument,
                             isOption ? std::format("expected an option of {}, found {}", m_command, name)
                                      : std::format("expected an option, found \"{}\"", argument));
        }
        if (bool** flag = std::get_if<bool*>(&option->target)) {
            if (equals != std::string::npos) {
                return makeError(ErrorCode::InvalidArgument,
                                 std::format("{}: expected no value, found \"{}\"", name, argument.substr(equals + 1)));
            }
            LF_CHECK(assign(*option, ""));
            **flag = true;
        } else if (!isOption) {
            LF_CHECK(assign(*option, argument));
        } else if (equals != std::string::npos) {
            LF_CHECK(assign(*option, argument.substr(equals + 1)));
        } else if (i + 1 < arguments.size()) {
            LF_CHECK(assign(*option, arguments[++i]));
        } else {
            return makeError(ErrorCode::InvalidArgument,
                             std::format("{}: expected {}, found the end of the arguments", name, option->expected()));
        }
    }
    for (const Option& option : m_options) {
        if (option.required && !option.given) {
            return makeError(ErrorCode::InvalidArgument,
                             std::format("expected {}{}, found none", option.name.empty() ? "" : option.name + " ",
                                         option.expected()));
        }
    }
    return true;
}

bool Arguments::wasGiven(std::string_view name) const {
    return std::ranges::any_of(m_options, [&](const Option& option) { return option.name == name && option.given; });
}

std::string Arguments::help() const {
    std::string usage = "usage: lanternfish-cli " + m_command;
    std::string list;
    size_t lineStart = 0;
    for (const Option& option : m_options) {
        const std::string form = option.name.empty()    ? option.value
                                 : option.value.empty() ? option.name
                                                        : option.name + " " + option.value;
        const std::string word = option.required ? " " + form : " [" + form + "]";
        if (usage.size() - lineStart + word.size() > kColumns) {
            lineStart = usage.size() + 1;
            usage += "\n       ";
        }
        usage += word;
        list += form.size() > 26 ? std::format("  {}\n{:30}{}\n", form, "", option.help)
                                 : std::format("  {:28}{}\n", form, option.help);
    }
    return usage + "\n\n" + m_summary + "\n\n" + list;
}

}  // namespace lanternfish::cli
