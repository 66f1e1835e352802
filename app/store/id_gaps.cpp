#include "app/store/id_gaps.h"

#include <algorithm>
#include <limits>

namespace lanternfish::store {

namespace {

constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();

}  // namespace

IdRanges::IdRanges(const QList<IdGap>& gaps) {
    std::vector<IdRange> ranges;
    for (const auto& [after, before] : gaps) {
        if (after < before.value_or(kHighest) - 1) {
            ranges.emplace_back(after + 1, before ? *before - 1 : kHighest);
        }
    }
    std::ranges::sort(ranges);
    for (const IdRange& range : ranges) {
        if (!m_ranges.empty() && range.first <= m_ranges.back().second) {
            m_ranges.back().second = std::max(m_ranges.back().second, range.second);
        } else {
            m_ranges.push_back(range);
        }
    }
}

bool IdRanges::contains(int64_t id) const {
    const auto range = std::ranges::lower_bound(m_ranges, id, {}, &IdRange::second);
    return range != m_ranges.end() && range->first <= id;
}

QList<IdGap> without(const QList<IdGap>& gaps, std::span<const IdRange> known) {
    QList<IdGap> rest;
    for (auto [after, before] : gaps) {
        auto range = std::ranges::upper_bound(known, after, {}, &IdRange::second);
        for (; range != known.end() && (!before || range->first < *before); ++range) {
            if (range->first - 1 > after) {
                rest.append({after, range->first});
            }
            after = range->second;
        }
        if (!before || *before - 1 > after) {
            rest.append({after, before});
        }
    }
    return rest;
}

}  // namespace lanternfish::store
