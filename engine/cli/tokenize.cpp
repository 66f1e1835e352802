#include <cstdio>
#include <format>
#include <iostream>
#include <iterator>
#include <print>

#include "engine/cli/command.h"
#include "engine/cli/json_writer.h"
#include "engine/cli/model_arguments.h"
#include "engine/cli/text.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish::cli {

Outcome runTokenize(const Context& context, const std::vector<std::string>& list) {
    ModelArguments model;
    std::string text;
    bool special = false;
    bool pieces = false;
    bool json = false;
    Arguments arguments(
        "tokenize",
        "The token ids of a text, which comes from stdin unless --text gives it. Every byte counts, so\n"
        "mind the line end that echo adds.");
    model.declareModel(arguments);
    arguments.text("--text", "TEXT", "the text", text);
    arguments.flag("--special", "take the literals of special tokens as those tokens", special);
    arguments.flag("--pieces", "one token per line: id, a tab and its bytes", pieces);
    arguments.flag("--json", "one JSON array of ids", json);
    if (auto stop = parseOrStop(arguments, list)) {
        return *stop;
    }
    if (pieces && json) {
        return badUsage("--pieces: expected without --json, found both");
    }

    LF_TRY(const auto tokenizer, loadTokenizer(model.file(context)));
    if (!arguments.wasGiven("--text")) {
        text.assign(std::istreambuf_iterator<char>(std::cin), {});
    }
    const std::vector<TokenId> ids = special ? tokenizer->encodeWithSpecials(text) : tokenizer->encode(text);
    std::string out;
    for (const TokenId id : ids) {
        if (pieces) {
            out += std::format("{}\t{}\n", id, printable(tokenizer->tokenBytes(id)));
        } else {
            out += std::format("{}{}", out.empty() ? "" : json ? ", " : " ", id);
        }
    }
    std::print(stdout, "{}", json ? "[" + out + "]\n" : pieces ? out : out + "\n");
    return 0;
}

}  // namespace lanternfish::cli
