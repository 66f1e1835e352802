#include <cstdio>
#include <print>

#include "engine/cli/command.h"
#include "engine/cli/generate.h"
#include "engine/cli/interrupt.h"
#include "engine/cli/model_arguments.h"

namespace lanternfish::cli {

Outcome runRun(const Context& context, const std::vector<std::string>& list) {
    ModelArguments model{.math = "fast"};
    AnswerArguments answerOptions;
    std::string prompt;
    Arguments arguments("run",
                        "Answers one prompt and ends. The answer goes to stdout as it comes, the thinking before it.\n"
                        "Takes the likeliest token each time unless --temperature says otherwise.");
    model.declareModel(arguments);
    arguments.text("--prompt", "TEXT", "what to answer", prompt);
    arguments.required();
    answerOptions.declare(arguments);
    model.declareEngine(arguments);
    if (auto stop = parseOrStop(arguments, list)) {
        return *stop;
    }

    LF_TRY(const auto engine, model.load(context));
    LF_TRY(const auto session, engine->createSession());
    std::vector<ChatMessage> messages;
    if (!answerOptions.system.empty()) {
        messages.push_back({Role::System, answerOptions.system});
    }
    messages.push_back({Role::User, prompt});
    const InterruptGuard interrupt;
    AnswerPrinter printer;
    LF_TRY(const Answer answer, generateAnswer(*engine, *session, messages, answerOptions, interrupt.token(),
                                               [&](const AnswerSplitter::Piece& piece) { printer.print(piece); }));
    printer.finish();
    if (answer.end != AnswerEnd::Finished) {
        std::print(stderr, "lanternfish-cli run: {}\n", describeEnd(answer));
    }
    return answer.end == AnswerEnd::Interrupted ? 1 : 0;
}

}  // namespace lanternfish::cli
