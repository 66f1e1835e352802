#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "engine/tokenizer/merge_table.h"
#include "lanternfish/tokenizer.h"

namespace lanternfish::tokenizer {

/// Merges the bytes of one piece into tokens: again and again the neighbours of the lowest rank, the leftmost among
/// equals. Short pieces look for them by eye; long ones keep a heap, so that a megabyte without a space still takes
/// time in proportion (times a logarithm).
class BytePairs {
public:
    BytePairs(const std::array<TokenId, 256>& byteIds, const MergeTable& merges)
        : m_byteIds(&byteIds), m_merges(&merges) {}

    void append(std::string_view piece, std::vector<TokenId>& ids) const;

private:
    void appendShort(std::string_view piece, std::vector<TokenId>& ids) const;
    void appendLong(std::string_view piece, std::vector<TokenId>& ids) const;

    const std::array<TokenId, 256>* m_byteIds;
    const MergeTable* m_merges;
};

}  // namespace lanternfish::tokenizer
