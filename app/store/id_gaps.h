#pragma once

#include <cstdint>
#include <optional>
#include <QList>
#include <span>
#include <utility>
#include <vector>

namespace lanternfish::store {

/// Between two ids, both excluded; without a second one: to the end of the table, wherever that is.
using IdGap = std::pair<int64_t, std::optional<int64_t>>;
/// From an id to another, both included.
using IdRange = std::pair<int64_t, int64_t>;

/// The ids inside of some gaps, which may overlap.
class IdRanges {
public:
    explicit IdRanges(const QList<IdGap>& gaps);

    bool contains(int64_t id) const;

private:
    std::vector<IdRange> m_ranges;  ///< In order, apart from each other.
};

/// What remains of the gaps without the ids of `known`, whose ranges are in order and apart from each other.
QList<IdGap> without(const QList<IdGap>& gaps, std::span<const IdRange> known);

}  // namespace lanternfish::store
