#include <cstdio>
#include <iostream>
#include <print>
#include <string>

#include "engine/cli/command.h"
#include "engine/cli/generate.h"
#include "engine/cli/interrupt.h"
#include "engine/cli/model_arguments.h"
#include "engine/cli/text.h"

namespace lanternfish::cli {

namespace {

constexpr const char* kChatHelp = "/new forgets the conversation, /quit leaves, Ctrl+C stops an answer.";

void greet(const Engine& engine, bool builtIn) {
    const ModelInfo& info = engine.info();
    std::print(stderr, "{}, {} parameters, on {}\n", printable(info.name), formatCount(info.parameterCount),
               printable(engine.device().name));
    if (builtIn) {
        std::print(stderr, "Demonstration model: shows that Lanternfish works, not an assistant to trust.\n");
    }
    std::print(stderr, "{}\n", kChatHelp);
}

/// One conversation on one session. What was asked and answered stays in memory only.
class Conversation {
public:
    Conversation(const Engine& engine, Session& session, const AnswerArguments& options)
        : m_engine(&engine), m_session(&session), m_options(&options) {
        clear();
    }

    void clear() {
        m_messages.clear();
        if (!m_options->system.empty()) {
            m_messages.push_back({Role::System, m_options->system});
        }
    }

    /// Answers `text` on stdout. After an error, or a stop before the first word, the conversation is as it was before.
    Result<void> ask(const std::string& text) {
        m_messages.push_back({Role::User, text});
        const InterruptGuard interrupt;
        AnswerPrinter printer;
        auto answer = generateAnswer(*m_engine, *m_session, m_messages, *m_options, interrupt.token(),
                                     [&](const AnswerSplitter::Piece& piece) { printer.print(piece); });
        if (!answer) {
            m_messages.pop_back();
            return std::unexpected(std::move(answer).error());
        }
        printer.finish();
        const double speed = answer->seconds > 0 ? answer->tokens / answer->seconds : 0;
        const std::string end = describeEnd(*answer);
        std::print(stderr, "[{}{}{} tokens, {:.1f} per second, context {} of {}]\n", end, end.empty() ? "" : "; ",
                   answer->tokens, speed, m_session->tokens().size(), m_session->contextLimit());
        if (answer->end == AnswerEnd::Interrupted && answer->tokens == 0) {
            m_messages.pop_back();
        } else {
            m_messages.push_back(std::move(answer->message));
        }
        return {};
    }

private:
    const Engine* m_engine;
    Session* m_session;
    const AnswerArguments* m_options;
    std::vector<ChatMessage> m_messages;
};

}  // namespace

Outcome runChat(const Context& context, const std::vector<std::string>& list) {
    ModelArguments model{.math = "fast"};
    AnswerArguments answerOptions;
    Arguments arguments("chat",
                        "A conversation in the terminal: one line is one message, answers go to stdout, all else to\n"
                        "stderr. " +
                            std::string(kChatHelp) +
                            "\nThe default temperature is 1, for the built-in demonstration model 0.");
    model.declareModel(arguments);
    answerOptions.declare(arguments);
    model.declareEngine(arguments);
    if (auto stop = parseOrStop(arguments, list)) {
        return *stop;
    }
    if (!arguments.wasGiven("--temperature")) {
        answerOptions.temperature = model.isBuiltIn() ? 0 : 1;
    }

    LF_TRY(const auto engine, model.load(context));
    LF_TRY(const auto session, engine->createSession());
    greet(*engine, model.isBuiltIn());
    Conversation conversation(*engine, *session, answerOptions);
    std::string line;
    while (true) {
        std::print(stderr, "> ");
        if (!std::getline(std::cin, line)) {
            std::print(stderr, "\n");
            return 0;
        }
        if (line.ends_with('\r')) {
            line.pop_back();
        }
        if (line.find_first_not_of(" \t") == std::string::npos) {
            continue;
        }
        if (line == "/quit") {
            return 0;
        }
        if (line == "/new") {
            conversation.clear();
            std::print(stderr, "A new conversation.\n");
        } else if (line == "/help") {
            std::print(stderr, "{}\n", kChatHelp);
        } else if (auto asked = conversation.ask(line); !asked) {
            std::print(stderr, "lanternfish-cli chat: {}\n", printable(describe(asked.error())));
        }
    }
}

}  // namespace lanternfish::cli
