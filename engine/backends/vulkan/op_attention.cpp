#include <cstddef>

#include "engine/backends/vulkan/recorder.h"

namespace lanternfish::backends::vulkan {

namespace {

constexpr uint32_t kHeads = 8;
constexpr uint32_t kMostKeys = 8;

/// Keys of a tile: as many as the shared memory of any device of this kind holds.
uint32_t keysPerTile(const Recorder& recorder, uint32_t headDim) {
    uint32_t keys = kMostKeys;
    while (keys > 1 && !checkShared(recorder, uint64_t{keys} * headDim, "keys"))
        keys /= 2;
    return keys;
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::Attention& op) {
    const uint32_t keys = keysPerTile(recorder, op.headDim);
    LF_CHECK(checkShared(recorder, uint64_t{keys} * op.headDim, "a key"));
    Dispatch dispatch{.shader = Shader::Attention};
    dispatch.constants = {op.headDim, kHeads, keys};
    LF_TRY(const Binding sinks, recorder.whole(op.sinks));
    const uint32_t entries = op.compressedCache.value_or(op.rawCache);
    dispatch.bindings = {Recorder::step(),
                         recorder.read(op.q),
                         sinks,
                         Recorder::cacheOf(op.rawCache, false),
                         Recorder::cacheOf(entries, false),
                         op.selected ? recorder.read(*op.selected) : recorder.tables(),
                         recorder.written(op.out)};
    const uint32_t kind = !op.compressedCache ? LF_KEYS_RAW : op.selected ? LF_KEYS_SELECTED : LF_KEYS_VISIBLE;
    dispatch.setPush(shaders::LfAttention{
        {}, {}, 0, op.heads, op.window, kind, op.ratio, op.selected ? op.selected->dim : 0, op.scale});
    dispatch.groups[0] = divideUp(op.heads, kHeads);
    dispatch.groups[1] = recorder.rows();
    dispatch.caches = {{op.rawCache, offsetof(shaders::LfAttention, raw)},
                       {entries, offsetof(shaders::LfAttention, entries)}};
    recorder.add(Stage{{std::move(dispatch)}, offsetof(shaders::LfAttention, sequence), false});
    return {};
}

}  // namespace lanternfish::backends::vulkan
