#include "lanternfish/chat.h"

#include <format>

namespace lanternfish {

namespace {

constexpr std::string_view kUser = "<｜User｜>";
constexpr std::string_view kAssistant = "<｜Assistant｜>";
constexpr std::string_view kBeginThinking = "<think>";
constexpr std::string_view kEndThinking = "</think>";

// The vendor's wording is not ours to ship; the model follows the instruction in other words as well.
constexpr std::string_view kMaximumEffort =
    "Think as long and as carefully as the question allows. Take it apart, try more than one way, check every step and "
    "each result, and answer only when nothing is left to check.\n\n";

/// Writes one conversation. Text between two markers is encoded in one go, as merges run across message parts.
class ChatEncoder {
public:
    ChatEncoder(const Tokenizer& tokenizer, std::span<const ChatMessage> messages, const ChatOptions& options)
        : m_tokenizer(tokenizer), m_messages(messages), m_options(options) {}

    Result<std::vector<TokenId>> encode() {
        LF_CHECK(checkOrder());
        for (size_t i = 0; i < m_messages.size(); ++i)
            if (m_messages[i].role == Role::User)
                m_lastUser = i;
        m_ids.push_back(m_tokenizer.bosId());
        if (m_options.thinking == Thinking::Max)
            m_text += kMaximumEffort;
        for (size_t i = 0; i < m_messages.size(); ++i)
            LF_CHECK(message(i));
        flush();
        return std::move(m_ids);
    }

private:
    bool thinks() const { return m_options.thinking != Thinking::None; }
    bool isLast(size_t i) const { return i + 1 == m_messages.size(); }
    /// Whether the assistant's turn after the user message or at `i` is shown with its reasoning.
    bool showsThinking(size_t i) const { return thinks() && (!m_options.dropThinking || i >= m_lastUser); }

    static std::unexpected<Error> misplaced(size_t i, std::string_view problem) {
        return makeError(ErrorCode::InvalidArgument, std::format("message {}: {}", i, problem));
    }

    Result<void> checkOrder() const {
        if (m_messages.empty())
            return makeError(ErrorCode::InvalidArgument, "a conversation needs at least one message, found none");
        for (size_t i = 0; i < m_messages.size(); ++i) {
            const Role role = m_messages[i].role;
            if (role == Role::System && i > 0)
                return misplaced(i, "expected the system text as the first message only");
            if (role == Role::Assistant && (i == 0 || m_messages[i - 1].role != Role::User))
                return misplaced(i, "expected a user message before one of the assistant");
        }
        const ChatMessage& last = m_messages.back();
        const Role expected = m_options.continueLast ? Role::Assistant : Role::User;
        if (last.role != expected)
            return misplaced(m_messages.size() - 1, m_options.continueLast ? "expected one of the assistant to continue"
                                                                           : "expected one of the user at the end");
        if (m_options.insideReasoning && (!m_options.continueLast || !thinks() || !last.content.empty()))
            return misplaced(m_messages.size() - 1,
                             "expected reasoning alone, with thinking on, to continue inside it");
        return {};
    }

    Result<void> message(size_t i) {
        const ChatMessage& message = m_messages[i];
        switch (message.role) {
            case Role::System:
                m_text += message.content;
                return {};
            case Role::User:
                return user(i);
            case Role::Assistant:
                return assistant(i);
        }
        return {};
    }

    Result<void> user(size_t i) {
        const bool follows = i > 0 && m_messages[i - 1].role == Role::User;
        if (follows)
            m_text += "\n\n";
        else
            LF_CHECK(marker(kUser));
        m_text += m_messages[i].content;
        if (!isLast(i) && m_messages[i + 1].role == Role::User)
            return {};
        LF_CHECK(marker(kAssistant));
        return marker(showsThinking(i) ? kBeginThinking : kEndThinking);
    }

    Result<void> assistant(size_t i) {
        const ChatMessage& message = m_messages[i];
        const bool unfinished = isLast(i) && m_options.continueLast;
        if (showsThinking(i)) {
            m_text += message.reasoning;
            if (!unfinished || !m_options.insideReasoning)
                LF_CHECK(marker(kEndThinking));
        }
        m_text += message.content;
        if (!unfinished) {
            flush();
            m_ids.push_back(m_tokenizer.eosId());
        }
        return {};
    }

    Result<void> marker(std::string_view text) {
        const auto id = m_tokenizer.specialId(text);
        if (!id)
            return makeError(ErrorCode::InvalidFile,
                             std::format("the vocabulary: expected the special token '{}', found none", text));
        flush();
        m_ids.push_back(*id);
        return {};
    }

    void flush() {
        const std::vector<TokenId> ids = m_tokenizer.encode(m_text);
        m_ids.insert(m_ids.end(), ids.begin(), ids.end());
        m_text.clear();
    }

    const Tokenizer& m_tokenizer;
    std::span<const ChatMessage> m_messages;
    const ChatOptions& m_options;
    size_t m_lastUser = 0;
    std::vector<TokenId> m_ids;
    std::string m_text;
};

}  // namespace

Result<std::vector<TokenId>> encodeChat(const Tokenizer& tokenizer, std::span<const ChatMessage> messages,
                                        const ChatOptions& options) {
    return ChatEncoder(tokenizer, messages, options).encode();
}

AnswerSplitter::AnswerSplitter(const Tokenizer& tokenizer, bool insideReasoning)
    : m_text(tokenizer),
      m_endOfThinking(tokenizer.specialId(kEndThinking).value_or(-1)),
      m_insideReasoning(insideReasoning) {}

AnswerSplitter::Piece AnswerSplitter::push(TokenId id) {
    if (m_insideReasoning && id == m_endOfThinking) {
        m_insideReasoning = false;
        return {.reasoning = m_text.finish(), .content = {}};
    }
    std::string text = m_text.push(id);
    return m_insideReasoning ? Piece{std::move(text), {}} : Piece{{}, std::move(text)};
}

AnswerSplitter::Piece AnswerSplitter::finish() {
    std::string text = m_text.finish();
    return m_insideReasoning ? Piece{std::move(text), {}} : Piece{{}, std::move(text)};
}

}  // namespace lanternfish
