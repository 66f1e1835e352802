#include "engine/cli/generate.h"

#include <chrono>
#include <cstdio>
#include <format>
#include <print>

#include "engine/cli/text.h"

namespace lanternfish::cli {

void AnswerArguments::declare(Arguments& arguments) {
    arguments.flag("--think", "let the model think before it answers", think);
    arguments.text("--system", "TEXT", "what to tell the model before the conversation", system);
    arguments.number("--max-tokens", "longest answer, the thinking included; default 0: no limit", maxTokens, 0,
                     1U << 30U);
    arguments.real("--temperature", "0 always takes the likeliest token; 1 is the model's own spread", temperature, 0,
                   10);
    arguments.number("--seed", "of the random draws at temperatures above 0; default: 0", seed, 0, UINT64_MAX);
    arguments.real("--top-p", "draw from the likeliest tokens that make up this share; default: 1", topP, 0, 1);
    arguments.real("--min-p", "leave out tokens below this share of the likeliest; default: 0", minP, 0, 1);
    arguments.number("--top-k", "draw from that many likeliest tokens; default 0: all", topK, 0, UINT32_MAX);
}

Result<Answer> generateAnswer(const Engine& engine, Session& session, std::span<const ChatMessage> messages,
                              const AnswerArguments& options, std::stop_token stop,
                              const std::function<void(const AnswerSplitter::Piece&)>& sink) {
    const Tokenizer& tokenizer = engine.tokenizer();
    const ChatOptions chat{.thinking = options.think ? Thinking::High : Thinking::None};
    LF_TRY(const std::vector<TokenId> prompt, encodeChat(tokenizer, messages, chat));

    Answer answer;
    if (auto synced = session.sync(prompt, {}, stop); !synced) {
        if (synced.error().code != ErrorCode::Cancelled) {
            return std::unexpected(std::move(synced).error());
        }
        answer.end = AnswerEnd::Interrupted;
        return answer;
    }

    Sampler sampler({.temperature = static_cast<float>(options.temperature),
                     .topP = static_cast<float>(options.topP),
                     .minP = static_cast<float>(options.minP),
                     .topK = static_cast<uint32_t>(options.topK),
                     .seed = options.seed});
    AnswerSplitter splitter(tokenizer, options.think);
    const auto take = [&](const AnswerSplitter::Piece& piece) {
        answer.message.reasoning += piece.reasoning;
        answer.message.content += piece.content;
        sink(piece);
    };
    const auto start = std::chrono::steady_clock::now();
    while (true) {
        const TokenId token = sampler.sample(session.logits());
        if (token == tokenizer.eosId()) {
            break;
        }
        take(splitter.push(token));
        ++answer.tokens;
        if (options.maxTokens != 0 && answer.tokens >= options.maxTokens) {
            answer.end = AnswerEnd::MaxTokens;
            break;
        }
        if (session.tokens().size() >= session.contextLimit()) {
            answer.end = AnswerEnd::ContextFull;
            break;
        }
        auto decoded = session.decode(token, stop);
        if (!decoded && decoded.error().code == ErrorCode::Cancelled) {
            answer.end = AnswerEnd::Interrupted;
            break;
        }
        LF_CHECK(decoded);
    }
    answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    take(splitter.finish());
    return answer;
}

void AnswerPrinter::print(const AnswerSplitter::Piece& piece) {
    std::print(stdout, "{}", withoutControls(piece.reasoning));
    if (!piece.reasoning.empty()) {
        m_inReasoning = true;
    }
    if (!piece.content.empty() && m_inReasoning) {
        m_inReasoning = false;
        std::fflush(stdout);
        std::print(stderr, "\n\n");
    }
    std::print(stdout, "{}", withoutControls(piece.content));
    std::fflush(stdout);
}

void AnswerPrinter::finish() {
    std::print(stdout, "\n");
    std::fflush(stdout);
}

std::string describeEnd(const Answer& answer) {
    switch (answer.end) {
        case AnswerEnd::Finished:
            return "";
        case AnswerEnd::MaxTokens:
            return std::format("stopped after {} tokens, as asked", answer.tokens);
        case AnswerEnd::ContextFull:
            return "stopped: the model's context is full";
        case AnswerEnd::Interrupted:
            return "stopped";
    }
    return "";
}

}  // namespace lanternfish::cli
