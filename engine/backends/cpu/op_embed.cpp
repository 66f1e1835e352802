#include <cstring>

#include "engine/backends/cpu/op_kernels.h"

namespace lanternfish::backends::cpu {

Result<void> run(StepContext& context, const ops::Embed& op) {
    const Weight& table = context.weight(op.table);
    const uint64_t hidden = op.streams.dim / op.streamCount;
    float* const streams = context.floats(op.streams);
    context.parallel(context.count(op.streams), 4, [&](uint64_t r, unsigned) {
        float* const first = streams + r * op.streams.dim;
        const auto token = static_cast<uint64_t>(context.step().rows[r].token);
        context.kernels().decode(table.source.type, table.row(token), hidden, first);
        for (uint64_t s = 1; s < op.streamCount; ++s)
            std::memcpy(first + s * hidden, first, hidden * sizeof(float));
    });
    return {};
}

}  // namespace lanternfish::backends::cpu
