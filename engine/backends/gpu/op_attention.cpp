#include <algorithm>
#include <bit>
#include <cstddef>
#include <optional>
#include <span>

#include "engine/backends/gpu/fusion.h"
#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

namespace {

/// Heads of a workgroup and keys of a tile.
struct HeadTile {
    uint32_t heads = 0, keys = 0;
};

// Of the exact class.
constexpr uint32_t kHeads = 8;
constexpr uint32_t kMostKeys = 8;

// Of the fast class, the first that fits is taken; the last three are for the least that Vulkan allows.
// With more heads a key is read and decoded less often; a decode needs workgroups more than that.
constexpr HeadTile kDecodeTiles[] = {{16, 8}, {16, 4}, {8, 4}, {8, 2}, {8, 1}};
constexpr HeadTile kChunkTiles[] = {{32, 4}, {16, 4}, {8, 4}, {8, 2}, {8, 1}};

/// Keys of a tile: as many as the shared memory of any device of this kind holds.
uint32_t keysPerTile(const Recorder& recorder, uint32_t headDim) {
    uint32_t keys = kMostKeys;
    while (keys > 1 && !checkShared(recorder, uint64_t{keys} * headDim, "keys"))
        keys /= 2;
    return keys;
}

uint32_t invocationsOf(const HeadTile& tile) {
    return tile.heads * LF_HEAD_LANES;
}

/// The tile of attention_fast; none where the device has not enough for any.
std::optional<HeadTile> fastTile(const Recorder& recorder, const ops::Attention& op, bool split) {
    const Limits& limits = recorder.limits();
    for (const HeadTile& tile : split ? std::span<const HeadTile>(kDecodeTiles) : kChunkTiles) {
        const uint64_t vectors = uint64_t{divideUp(op.headDim, 4 * LF_HEAD_LANES)} * LF_HEAD_LANES;
        const uint64_t perKey = 16 * vectors + 4 * invocationsOf(tile) + 8 * tile.heads + 4;
        // Besides the keys: three words for each head, and the word that cancels.
        const uint64_t shared = tile.keys * perKey + 12 * tile.heads + 16;
        const bool useful = tile.heads <= std::max(std::bit_ceil(op.heads), kHeads);
        if (useful && shared <= limits.sharedBytes && invocationsOf(tile) <= limits.invocations)
            return tile;
    }
    return std::nullopt;
}

uint32_t kindOf(const ops::Attention& op) {
    return !op.compressedCache ? LF_KEYS_RAW : op.selected ? LF_KEYS_SELECTED : LF_KEYS_VISIBLE;
}

/// Splits that have keys: as in shaders/ops/keys.glsl.
ops::ReachOf usedSplits(const ops::Attention& op, uint32_t splits, uint32_t tile) {
    const uint32_t kind = kindOf(op), topK = op.selected ? op.selected->dim : 0;
    return [window = op.window, ratio = std::max(op.ratio, 1U), kind, topK, splits, tile](uint32_t seen) {
        const uint32_t entries = kind == LF_KEYS_RAW ? 0 : kind == LF_KEYS_VISIBLE ? seen / ratio : topK;
        const uint32_t count = std::min(seen, window) + entries;
        const uint32_t each = divideUp(std::max(divideUp(count, splits), uint32_t{LF_SPLIT_KEYS}), tile) * tile;
        const uint64_t used = divideUp(count, each);
        return ops::Reach{0, used, used};
    };
}

/// `splits` 0: whole, else parts of the keys for attention_merge, which go to `out`.
Result<void> addAttention(Recorder& recorder, const ops::Attention& op, Dispatch dispatch, const HeadTile& tile,
                          uint32_t splits, const Binding& out) {
    LF_TRY(const Binding sinks, recorder.whole(op.sinks));
    const uint32_t entries = op.compressedCache.value_or(op.rawCache);
    dispatch.bindings = {Recorder::step(),
                         recorder.read(op.q),
                         sinks,
                         Recorder::cacheOf(op.rawCache, false),
                         Recorder::cacheOf(entries, false),
                         op.selected ? recorder.read(*op.selected) : recorder.tables(),
                         out};
    const uint32_t topK = op.selected ? op.selected->dim : 0;
    dispatch.setPush(
        shaders::LfAttention{{}, {}, 0, op.heads, op.window, kindOf(op), op.ratio, topK, splits, op.scale});
    dispatch.groups[0] = divideUp(op.heads, tile.heads);
    dispatch.groups[1] = recorder.rows();
    dispatch.groups[2] = std::max(splits, 1U);
    dispatch.caches = {{op.rawCache, offsetof(shaders::LfAttention, raw)},
                       {entries, offsetof(shaders::LfAttention, entries)}};
    const uint64_t rows = recorder.rows(), vectors = uint64_t{4} * op.heads * op.headDim;
    const uint64_t results =
        splits == 0 ? vectors : uint64_t{4} * op.heads * splits * LF_SPLIT_WORDS(uint64_t{op.headDim});
    const uint64_t head = uint64_t{4} * op.heads, choices = uint64_t{4} * topK;
    dispatch.count(rows * (vectors + results + choices) + (splits == 0 ? head : 0),
                   rows * (results + dispatch.groups[0] * choices + (splits == 0 ? head + vectors : 0)));
    // Each group of heads reads the keys, and each split of them the queries.
    dispatch.context = {
        {.cache = op.rawCache, .reach = ops::windowReach(op.window), .shared = true, .times = dispatch.groups[0]}};
    if (op.compressedCache)
        dispatch.context.push_back({.cache = entries,
                                    .reach = topK != 0 ? ops::chosenReach(op.ratio, topK) : ops::visibleReach(op.ratio),
                                    .shared = true,
                                    .times = dispatch.groups[0]});
    if (splits != 0)
        dispatch.context.push_back({.bytes = vectors, .reach = usedSplits(op, splits, tile.keys), .least = false});
    dispatch.serves = "attention";
    recorder.add(Stage{{std::move(dispatch)}, offsetof(shaders::LfAttention, sequence), false});
    return {};
}

Result<void> addFast(Recorder& recorder, const ops::Attention& op, const HeadTile& tile, uint32_t splits,
                     const Binding& out) {
    Dispatch dispatch{.shader = Shader::AttentionFast};
    dispatch.constants = {op.headDim, tile.heads, tile.keys, invocationsOf(tile), splits == 0 ? 0U : 1U};
    return addAttention(recorder, op, std::move(dispatch), tile, splits, out);
}

}  // namespace

Result<void> write(Recorder& recorder, const ops::Attention& op) {
    if (recorder.fast())
        if (const std::optional<HeadTile> tile = fastTile(recorder, op, false))
            return addFast(recorder, op, *tile, 0, recorder.written(op.out));
    const uint32_t keys = keysPerTile(recorder, op.headDim);
    LF_CHECK(checkShared(recorder, uint64_t{keys} * op.headDim, "a key"));
    Dispatch dispatch{.shader = Shader::Attention};
    dispatch.constants = {op.headDim, kHeads, keys};
    return addAttention(recorder, op, std::move(dispatch), {kHeads, keys}, 0, recorder.written(op.out));
}

Result<bool> writeAttentionDecode(Recorder& recorder, const ops::Attention& op, const ops::OutputFinish* finish) {
    const std::optional<HeadTile> tile = fastTile(recorder, op, true);
    if (!tile || !checkShared(recorder, op.headDim + LF_MOST_KEY_SPLITS, "a vector"))
        return false;
    const uint32_t kind = kindOf(op);
    const uint32_t topK = op.selected ? op.selected->dim : 0;
    const uint32_t splits = kind == LF_KEYS_VISIBLE
                                ? LF_MOST_KEY_SPLITS
                                : std::min(divideUp(op.window + topK, LF_SPLIT_KEYS), uint32_t{LF_MOST_KEY_SPLITS});
    const uint64_t bytes = uint64_t{4} * op.heads * splits * LF_SPLIT_WORDS(uint64_t{op.headDim});
    LF_TRY(const BufferPointer parts, recorder.scratch(Scratch::Use::KeySplits, bytes));
    LF_CHECK(addFast(recorder, op, *tile, splits, Recorder::memory(parts, true)));

    Dispatch dispatch{.shader = Shader::AttentionMerge};
    dispatch.constants = {op.headDim, tile->keys};
    LF_TRY(const Binding sinks, recorder.whole(op.sinks));
    dispatch.bindings = {Recorder::step(), Recorder::memory(parts, false), sinks,
                         finish != nullptr ? recorder.angles(finish->rope, 1) : recorder.tables(),
                         recorder.written(op.out)};
    const uint32_t flags = finish != nullptr ? LF_FINISH_ROPE | LF_FINISH_INVERSE : 0;
    dispatch.setPush(shaders::LfAttentionMerge{op.heads, op.window, kind, op.ratio, topK, splits, flags,
                                               finish != nullptr ? finish->rope.rotary : 0});
    dispatch.groups[0] = op.heads;
    dispatch.groups[1] = recorder.rows();
    const uint64_t angles = finish != nullptr ? uint64_t{4} * finish->rope.rotary : 0;
    dispatch.count(uint64_t{4} * op.heads * (op.headDim + 1) + angles,
                   uint64_t{4} * op.heads * (op.headDim + 1) + angles * op.heads);
    dispatch.context = {{.bytes = bytes / splits, .reach = usedSplits(op, splits, tile->keys)}};
    dispatch.serves = finish != nullptr ? "attention, output_finish" : "attention";
    if (op.headDim % LF_QUANTISED_BLOCK == 0)
        LF_CHECK(recorder.bindQuantised(dispatch, recorder.written(op.out), op.out.dim, op.out.extent));
    recorder.add(std::move(dispatch));
    return true;
}

}  // namespace lanternfish::backends::gpu
