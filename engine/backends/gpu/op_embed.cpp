#include "engine/backends/gpu/recorder.h"

namespace lanternfish::backends::gpu {

Result<void> write(Recorder& recorder, const ops::Embed& op) {
    const Weight& table = recorder.weight(op.table);
    const auto columns = static_cast<uint32_t>(table.source.columns);
    for (const WeightPart& part : table.parts) {
        Dispatch dispatch{.shader = Shader::Embed};
        dispatch.bindings = {Recorder::step(), recorder.tables(), Recorder::memory(part.buffer, false),
                             recorder.written(op.streams)};
        dispatch.setPush(shaders::LfEmbed{static_cast<uint32_t>(table.source.type), columns, table.rowBytes,
                                          static_cast<uint32_t>(part.first), static_cast<uint32_t>(part.count),
                                          op.streamCount});
        dispatch.groups[0] = divideUp(columns, 64 * 8);
        dispatch.groups[1] = recorder.rows();
        // Each row is in one part.
        if (part.first == 0)
            dispatch.count(uint64_t{recorder.rows()} * (table.rowBytes + uint64_t{4} * columns * op.streamCount));
        recorder.add(std::move(dispatch));
    }
    return {};
}

}  // namespace lanternfish::backends::gpu
