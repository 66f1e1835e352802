#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/exchange/history_sink.h"

namespace lanternfish::exchange {

/// One node of a conversation in another program's file.
struct ChatNode {
    std::string parent;                     ///< Empty for a root.
    std::vector<std::string> children;      ///< In their order; those that the file lacks are passed over.
    std::optional<store::Message> message;  ///< Nothing: what follows hangs on the node before.
};
using ChatNodes = std::map<std::string, ChatNode>;

/// The nodes that hold a message as a tree with parents first, `shown` (or what it hangs on) as the leaf. Messages
/// without a time have that of the conversation. Links that contradict each other can't make it loop.
ConversationRecord chatRecord(store::Conversation conversation, const ChatNodes& nodes, const std::string& shown);

}  // namespace lanternfish::exchange
