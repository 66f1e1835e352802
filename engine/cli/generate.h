#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "engine/cli/arguments.h"
#include "lanternfish/chat.h"
#include "lanternfish/engine.h"
#include "lanternfish/sampler.h"
#include "lanternfish/session.h"

namespace lanternfish::cli {

/// The options of an answer that `chat` and `run` share.
struct AnswerArguments {
    bool think = false;
    std::string system = {};
    uint64_t maxTokens = 0;  ///< 0: until the model stops or the context is full.
    uint64_t seed = 0;
    double temperature = 0;
    double topP = 1;
    double minP = 0;
    uint64_t topK = 0;

    void declare(Arguments& arguments);
};

enum class AnswerEnd : uint8_t { Finished, MaxTokens, ContextFull, Interrupted };

struct Answer {
    ChatMessage message = {Role::Assistant, ""};
    AnswerEnd end = AnswerEnd::Finished;
    uint32_t tokens = 0;
    double seconds = 0;  ///< Of decoding, the prompt left out.
};

/// Answers the last of `messages`, handing text to `sink` as it comes.
Result<Answer> generateAnswer(const Engine& engine, Session& session, std::span<const ChatMessage> messages,
                              const AnswerArguments& options, std::stop_token stop,
                              const std::function<void(const AnswerSplitter::Piece&)>& sink);

/// Writes pieces to stdout as they come. What parts reasoning from answer goes to stderr, so that stdout holds what the
/// model wrote and nothing else.
class AnswerPrinter {
public:
    void print(const AnswerSplitter::Piece& piece);
    void finish();

private:
    bool m_inReasoning = false;
};

/// "stopped after 100 tokens, as asked", or nothing for an answer that came to its end.
std::string describeEnd(const Answer& answer);

}  // namespace lanternfish::cli
