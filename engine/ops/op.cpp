#include "engine/ops/op.h"

#include <array>

namespace lanternfish::ops {

const char* opName(const Op& op) {
    // In the order of the variant.
    static constexpr std::array kNames = {"embed",    "hc_pre",       "hc_post",      "hc_head",      "rms_norm",
                                          "linear",   "q_finish",     "kv_finish",    "cache_commit", "state_commit",
                                          "compress", "index_query",  "index_select", "attention",    "output_finish",
                                          "route",    "feed_forward", "experts",      "logits"};
    static_assert(kNames.size() == std::variant_size_v<Op>);
    return kNames[op.index()];
}

}  // namespace lanternfish::ops
