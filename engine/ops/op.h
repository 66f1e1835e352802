#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "engine/quant/types.h"

/// The op table: everything that the model asks of a backend, as data. The model writes a list of ops once per shape; a
/// backend turns it into its own recording and replays that for every step. What changes from step to step (which rows,
/// which sequences) is not in the ops but in the Step.
namespace lanternfish::ops {

enum class BufferId : uint32_t {};
enum class WeightId : uint32_t {};
enum class CacheId : uint32_t {};
enum class ExpertTableId : uint32_t {};

/// One token to evaluate: `sequence` indexes Step::sequences. There is no start position: a chunk of a prompt, several
/// drafts to verify and several sessions in a batch are all just rows. Rows of one sequence come in ascending position.
struct Row {
    uint32_t sequence = 0;
    uint32_t position = 0;
    int32_t token = 0;
};

/// The caches of one session, indexed by the cache numbers that ops name.
struct SequenceCaches {
    std::vector<CacheId> caches;
};

/// What changes from token to token.
struct Step {
    std::span<const Row> rows;
    std::span<const uint32_t> outputs;  ///< Indices of the rows whose logits are wanted, ascending.
    std::span<const SequenceCaches* const> sequences;
};

/// How many rows a tensor has in a step: one per row of the step, or one per output.
enum class Extent : uint8_t { Rows, Outputs };

/// An activation [extent, dim], row-major, f32 (or i32 where an op says so), at the start of `buffer`.
struct Tensor {
    BufferId buffer{};
    uint32_t dim = 0;
    Extent extent = Extent::Rows;
};

enum class CacheCodec : uint8_t {
    F32,       ///< As computed.
    PackedKv,  ///< bf16, then FP8 with a power-of-two scale per 64 elements but for the last `rotary`, which stay bf16.
    PackedIndex,  ///< bf16, then FP4 with a power-of-two scale per 32 elements.
};

/// Rows of `dim` elements. A ring holds the last `capacity` positions (row p mod capacity); otherwise row = index and
/// the capacity grows with the context. Reading a row gives what the codec kept, as f32.
struct CacheSpec {
    CacheCodec codec = CacheCodec::F32;
    bool ring = false;
    uint32_t dim = 0;
    uint32_t rotary = 0;
    uint32_t capacity = 0;
};

// -------------------------------------------------------------------------------------------------------------- ops
// S = streams of the hyper-connection, D = hidden size, r = rows, p = a row's position, t = its token.
// Weights are [out, in] row-major of any type that the backend reads unless an op says f32. Outputs never alias inputs
// unless an op says "in place". Sources are sections of the model's specification.

/// streams[r][s] = table[t] for every stream s. table: [vocab, D]; streams: [r, S*D]. Spec 3.
struct Embed {
    WeightId table{};
    Tensor streams;
    uint32_t streamCount = 0;
};

/// Hyper-connection before a sublayer, and the sublayer's norm. fn: [(2+S)*S, S*D]; base: f32 [(2+S)*S]; scale: f32
/// [3]; norm: f32 [D]. u = streams of the row, m = (fn u) * rsqrt(mean(u^2) + normEps); from m: pre [S], post [S], comb
/// [S][S] (first index the source) with `sinkhornIterations` passes. normed = rmsNorm(sum_s pre_s streams_s; norm).
/// normed: [r, D]; post: [r, S]; comb: [r, S*S]. Spec 5.
struct HcPre {
    Tensor streams;
    WeightId fn{}, base{}, scale{}, norm{};
    uint32_t streamCount = 0;
    uint32_t sinkhornIterations = 0;
    float normEps = 0, hcEps = 0;
    Tensor normed, post, comb;
};

/// streams[j] = post_j * sublayer + sum_i comb[i][j] * streams[i], in place. sublayer: [r, D]. Spec 5.
struct HcPost {
    Tensor sublayer, post, comb;
    Tensor streams;
    uint32_t streamCount = 0;
};

/// Collapses the streams of the output rows and norms the sum: fn [S, S*D], base f32 [S], scale f32 [1], norm f32 [D].
/// out: [outputs, D]. Spec 5 (head collapse), 10.
struct HcHead {
    Tensor streams;
    WeightId fn{}, base{}, scale{}, norm{};
    uint32_t streamCount = 0;
    float normEps = 0, hcEps = 0;
    Tensor out;
};

/// y = x * rsqrt(mean(x^2) + eps) * weight; weight: f32 [dim]. May be in place. Spec 4.1.
struct RmsNorm {
    Tensor x;
    WeightId weight{};
    float eps = 0;
    Tensor y;
};

/// y = W x. With groups g > 1, W is [g*out, in] and x is [r, g*in]: group i of x goes through rows i*out.. of W into
/// group i of y. W: [y.dim, x.dim / groups].
struct Linear {
    Tensor x;
    WeightId weight{};
    Tensor y;
    uint32_t groups = 1;
};

/// Rotation of interleaved pairs in the last `rotary` elements of each head by angle f32(p) * frequencies[i] (one f32
/// product, then an accurate sine and cosine). frequencies: f32 [rotary/2]. Spec 4.2.
struct Rope {
    WeightId frequencies{};
    uint32_t rotary = 0;
};

/// Per head: weightless RMS norm, then rope at p. q: [r, heads*headDim], in place. Spec 6.1.
struct QFinish {
    Tensor q;
    uint32_t heads = 0, headDim = 0;
    float eps = 0;
    Rope rope;
};

/// RMS norm with weight, then rope at p. kv: [r, dim], in place. Spec 6.2 steps 1 and 2 (the codec does step 3).
struct KvFinish {
    Tensor kv;
    WeightId norm{};
    float eps = 0;
    Rope rope;
};

/// Stores rows in cache number `cache`, through its codec. ratio 1: every row, at its position. ratio R: only rows with
/// (p + 1) mod R = 0, at index p / R. Spec 6.2, 7.
struct CacheCommit {
    Tensor source;
    uint32_t cache = 0;
    uint32_t ratio = 1;
};

/// Stores a compressor's projections of every row in its state ring: [k | s + ape[p mod ratio]], a cache row of
/// 2 * kv.dim elements. ape: [ratio, kv.dim]. Spec 7.
struct StateCommit {
    Tensor kv, score;
    WeightId ape{};
    uint32_t ratio = 0;
    uint32_t cache = 0;
};

/// For every row with (p + 1) mod ratio = 0, the entry j = p / ratio of its window, from the state ring (which already
/// holds this step's rows): per channel a softmax-weighted sum over the window's tokens, and with `overlap` over the
/// window before, whose first halves count (absent for j = 0); then bf16 if `roundMixture`, RMS norm, rope at position
/// j * ratio, and with `hadamard` the orthonormal Walsh-Hadamard transform of the whole row. norm: f32 [out.dim].
/// State rows are 2 * (overlap ? 2 : 1) * out.dim elements. Rows that close no window are left as they are. Spec
/// 7, 8.1.
struct Compress {
    uint32_t stateCache = 0;
    uint32_t ratio = 0;
    bool overlap = false;
    bool roundMixture = false;
    bool hadamard = false;
    WeightId norm{};
    float eps = 0;
    Rope rope;
    Tensor out;
};

/// Indexer queries: rope at p, Hadamard transform per head, and with `quantise` bf16 then FP4 in blocks of 32.
/// q: [r, heads*headDim], in place. Spec 8.1.
struct IndexQuery {
    Tensor q;
    uint32_t heads = 0, headDim = 0;
    Rope rope;
    bool quantise = false;
};

/// score_j = sum_h scale * headWeights_h * relu(q_h . key_j) over the visible entries j < (p + 1) / ratio of `cache`;
/// selected = the indices of the topK largest (the lower index among equals), ascending, the rest -1. With no more than
/// topK visible it is all of them. q: [r, heads*headDim]; headWeights: [r, heads]; selected: i32 [r, topK]. Spec 8.2.
struct IndexSelect {
    Tensor q, headWeights;
    uint32_t heads = 0, headDim = 0;
    float scale = 0;
    uint32_t cache = 0;
    uint32_t ratio = 0;
    uint32_t topK = 0;
    Tensor selected;
};

/// Attention of every head over the rows of `rawCache` at positions max(0, p - window + 1)..p, then over those entries
/// of `compressedCache` that `selected` names, or all visible ones (j < (p + 1) / ratio) without it. A key is its own
/// value. score = scale * q . key; sinks (f32 [heads]) join the softmax unscaled and without a value. Keys count in
/// that order. q, out: [r, heads*headDim]. Spec 6.3, 6.4.
struct Attention {
    Tensor q;
    uint32_t heads = 0, headDim = 0;
    float scale = 0;
    WeightId sinks{};
    uint32_t window = 0;
    uint32_t rawCache = 0;
    std::optional<uint32_t> compressedCache;
    uint32_t ratio = 0;
    std::optional<Tensor> selected;
    Tensor out;
};

/// Inverse rope at p on every head of the attention's output, in place. Spec 6.5 step 1.
struct OutputFinish {
    Tensor out;
    uint32_t heads = 0, headDim = 0;
    Rope rope;
};

/// Chooses `used` experts per row. score = sqrt(softplus(gate x)), gate: [experts, D]. With `hashTable` (I32 [vocab,
/// used]) ids = its row t; else the `used` largest of score + bias (f32 [experts]; the lower id among equals), best
/// first. weights = score at the ids, over their sum if `normalise` (the sum floored at 2^-14), times scale.
/// ids: i32 [r, used]; weights: [r, used]. Spec 9.1.
struct Route {
    Tensor x;
    WeightId gate{};
    std::optional<WeightId> bias;
    std::optional<WeightId> hashTable;
    uint32_t used = 0;
    float scale = 1;
    bool normalise = true;
    Tensor ids, weights;
};

/// One feed-forward block: down (silu(min(gate x, limit)) * clamp(up x, -limit, limit)). gate, up: [inner, D]; down:
/// [D, inner]. out: [r, D], overwritten. A limit of 0 or less clamps nothing. Spec 9.2.
struct FeedForward {
    Tensor x;
    WeightId gate{}, up{}, down{};
    float limit = 0;
    Tensor out;
};

/// out += sum over k of weights[k] * expert ids[k] of x, for the experts that `table` holds here; ids that it does not
/// hold are another device's. Contributions add up in the order of k. Spec 9.2.
struct Experts {
    Tensor x, ids, weights;
    ExpertTableId table{};
    float limit = 0;
    Tensor out;
};

/// logits = W x over output rows. x: [outputs, D]; logits: [outputs, vocab]. Spec 10.
struct Logits {
    Tensor x;
    WeightId weight{};
    Tensor logits;
};

using Op =
    std::variant<Embed, HcPre, HcPost, HcHead, RmsNorm, Linear, QFinish, KvFinish, CacheCommit, StateCommit, Compress,
                 IndexQuery, IndexSelect, Attention, OutputFinish, Route, FeedForward, Experts, Logits>;

/// "hc_pre", "linear", ...: for reports.
const char* opName(const Op& op);

}  // namespace lanternfish::ops
