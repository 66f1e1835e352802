#pragma once

#include <span>
#include <string>
#include <vector>

#include "lanternfish/tokenizer.h"

namespace lanternfish {

enum class Role : uint8_t { System, User, Assistant };

enum class Thinking : uint8_t { None, High, Max };

struct ChatMessage {
    Role role = Role::User;
    std::string content;
    std::string reasoning = {};  ///< Assistant only: what stood before </think>.
};

struct ChatOptions {
    Thinking thinking = Thinking::None;
    /// Earlier turns are sent without their reasoning, as the model was trained.
    bool dropThinking = true;
    /// The last message is an unfinished assistant turn to go on with: no end token after it.
    bool continueLast = false;
    /// `continueLast` of a turn that stopped inside its reasoning: no </think> yet.
    bool insideReasoning = false;
};

/// The token ids of a conversation in V4's chat encoding, ending where the assistant's next token belongs. Content is
/// encoded without special tokens, so text can't forge a turn. Errors: InvalidFile when the vocabulary lacks a marker,
/// InvalidArgument for an empty list or a message in an impossible place. Source: spec 15.4.
Result<std::vector<TokenId>> encodeChat(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                                        const ChatOptions& options);

/// Splits a generated token sequence into reasoning and answer at the </think> marker, while it streams.
class AnswerSplitter {
public:
    /// `insideReasoning`: the prompt ended in <think> (or continues inside it).
    AnswerSplitter(const Tokenizer& tokenizer, bool insideReasoning);

    struct Piece {
        std::string reasoning;
        std::string content;
    };
    Piece push(TokenId id);
    Piece finish();
    bool insideReasoning() const { return m_insideReasoning; }

private:
    TextStream m_text;
    TokenId m_endOfThinking = -1;
    bool m_insideReasoning = false;
};

}  // namespace lanternfish
