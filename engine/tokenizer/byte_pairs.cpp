#include "engine/tokenizer/byte_pairs.h"

#include <algorithm>
#include <functional>
#include <queue>

namespace lanternfish::tokenizer {

namespace {

constexpr size_t kShortBytes = 48;
constexpr uint32_t kNowhere = std::numeric_limits<uint32_t>::max();

/// A token of a long piece, in a list linked by indices.
struct Link {
    TokenId id;
    uint32_t previous;
    uint32_t next;
    MergeTable::Merge merge;  ///< Of this token with the next.
};

/// Rank above position, so that the smallest is the merge to do next.
uint64_t heapEntry(uint32_t rank, uint32_t position) {
    return static_cast<uint64_t>(rank) << 32 | position;
}

}  // namespace

void BytePairs::append(std::string_view piece, std::vector<TokenId>& ids) const {
    constexpr size_t kMostBytes = size_t{1} << 30;  // Positions are 32 bits wide.
    while (piece.size() > kMostBytes) {
        appendLong(piece.substr(0, kMostBytes), ids);
        piece.remove_prefix(kMostBytes);
    }
    if (piece.size() <= kShortBytes)
        appendShort(piece, ids);
    else
        appendLong(piece, ids);
}

void BytePairs::appendShort(std::string_view piece, std::vector<TokenId>& ids) const {
    std::array<TokenId, kShortBytes> tokens;
    std::array<MergeTable::Merge, kShortBytes> merges;  // merges[i]: of tokens i and i + 1.
    size_t count = piece.size();
    for (size_t i = 0; i < count; ++i)
        tokens[i] = (*m_byteIds)[static_cast<uint8_t>(piece[i])];
    for (size_t i = 0; i + 1 < count; ++i)
        merges[i] = m_merges->find(tokens[i], tokens[i + 1]);
    while (count > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < count; ++i)
            if (merges[i].rank < merges[best].rank)
                best = i;
        if (merges[best].rank == MergeTable::kNoMerge)
            break;
        tokens[best] = merges[best].result;
        --count;
        std::copy(tokens.begin() + best + 2, tokens.begin() + count + 1, tokens.begin() + best + 1);
        std::copy(merges.begin() + best + 1, merges.begin() + count, merges.begin() + best);
        if (best > 0)
            merges[best - 1] = m_merges->find(tokens[best - 1], tokens[best]);
        if (best + 1 < count)
            merges[best] = m_merges->find(tokens[best], tokens[best + 1]);
    }
    ids.insert(ids.end(), tokens.begin(), tokens.begin() + count);
}

void BytePairs::appendLong(std::string_view piece, std::vector<TokenId>& ids) const {
    const auto count = static_cast<uint32_t>(piece.size());
    std::vector<Link> links(count);
    std::vector<uint64_t> entries;
    entries.reserve(count);
    for (uint32_t i = 0; i < count; ++i) {
        links[i] = {(*m_byteIds)[static_cast<uint8_t>(piece[i])],
                    i > 0 ? i - 1 : kNowhere,
                    i + 1 < count ? i + 1 : kNowhere,
                    {}};
    }
    for (uint32_t i = 0; i + 1 < count; ++i) {
        links[i].merge = m_merges->find(links[i].id, links[i + 1].id);
        if (links[i].merge.rank != MergeTable::kNoMerge)
            entries.push_back(heapEntry(links[i].merge.rank, i));
    }
    std::priority_queue heap(std::greater<uint64_t>(), std::move(entries));
    const auto renew = [&](uint32_t position) {
        Link& link = links[position];
        link.merge = link.next == kNowhere ? MergeTable::Merge{} : m_merges->find(link.id, links[link.next].id);
        if (link.merge.rank != MergeTable::kNoMerge)
            heap.push(heapEntry(link.merge.rank, position));
    };
    while (!heap.empty()) {
        const auto position = static_cast<uint32_t>(heap.top());
        const auto rank = static_cast<uint32_t>(heap.top() >> 32);
        heap.pop();
        Link& link = links[position];
        if (link.merge.rank != rank)
            continue;  // An entry of a pair that has changed since.
        const uint32_t eaten = link.next;
        link.id = link.merge.result;
        link.next = links[eaten].next;
        links[eaten].merge = {};
        if (link.next != kNowhere)
            links[link.next].previous = position;
        renew(position);
        if (link.previous != kNowhere)
            renew(link.previous);
    }
    for (uint32_t i = 0; i != kNowhere; i = links[i].next)
        ids.push_back(links[i].id);
}

}  // namespace lanternfish::tokenizer
