#include "app/exchange/chat_tree.h"

#include <QHash>
#include <ranges>
#include <set>

namespace lanternfish::exchange {

ConversationRecord chatRecord(store::Conversation conversation, const ChatNodes& nodes, const std::string& shown) {
    struct Step {
        const std::string* id;
        std::optional<store::MessageId> parent;
    };
    ConversationRecord record{.conversation = std::move(conversation)};
    std::map<std::string, std::optional<store::MessageId>> places;
    std::vector<Step> waiting;
    for (const auto& [id, node] : std::views::reverse(nodes)) {
        if (!nodes.contains(node.parent)) {
            waiting.push_back({&id, std::nullopt});
        }
    }
    while (!waiting.empty()) {
        const Step step = waiting.back();
        waiting.pop_back();
        if (places.contains(*step.id)) {
            continue;
        }
        const ChatNode& node = nodes.at(*step.id);
        std::optional<store::MessageId> place = step.parent;
        if (node.message) {
            store::Message message = *node.message;
            message.id = record.messages.size() + 1;
            message.conversation = record.conversation.id;
            message.parent = step.parent;
            if (!message.createdAt.isValid()) {
                message.createdAt = record.conversation.createdAt;
            }
            place = message.id;
            record.messages.append(std::move(message));
        }
        places.emplace(*step.id, place);
        for (const std::string& child : std::views::reverse(node.children)) {
            if (const auto found = nodes.find(child); found != nodes.end()) {
                waiting.push_back({&found->first, place});
            }
        }
    }
    const auto place = places.find(shown);
    if (place != places.end() && place->second) {
        record.conversation.leaf = place->second;
    } else if (!record.messages.isEmpty()) {
        record.conversation.leaf = record.messages.size();
    }
    return record;
}

}  // namespace lanternfish::exchange
