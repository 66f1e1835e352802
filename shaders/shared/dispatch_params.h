#ifndef LF_SHADERS_SHARED_DISPATCH_PARAMS_H
#define LF_SHADERS_SHARED_DISPATCH_PARAMS_H

// What GPU backends, their shaders and kernels must agree on: the step buffer, cache rows on the device, the parameters
// of each dispatch (push constants on Vulkan). All members are 32 bits wide, so that C++, GLSL and CUDA lay them out
// alike; shader_layouts_test compares.

// ---- The step buffer, in words: a header, then LF_STEP_ROW_WORDS words per row, then the output rows.
// The word that stops the step comes first, so that what the host sends with a step need not touch it.
#define LF_STEP_CANCEL 0
#define LF_STEP_ROW_COUNT 1
#define LF_STEP_OUTPUT_COUNT 2
#define LF_STEP_OUTPUTS 3  // Word where the outputs begin.
#define LF_STEP_ROWS 4
#define LF_STEP_ROW_WORDS 4  // sequence, position, token, last position of the sequence in the step

// ---- Bytes from one cache row to the next: rows begin on words, since shaders store words.
#define LF_CACHE_PITCH(bytes) (((bytes) + 3) / 4 * 4)
#define LF_CODEC_F32 0
#define LF_CODEC_KV 1
#define LF_CODEC_INDEX 2

// ---- Specialization constants that every shader may have: sums may be plain f32; invocations of a subgroup.
#define LF_CONSTANT_FAST 100
#define LF_CONSTANT_SUBGROUP 101

// ---- Which rows a dispatch goes over.
#define LF_EXTENT_ROWS 0
#define LF_EXTENT_OUTPUTS 1
#define LF_EXTENT_GATHER 2  // One per output, read at the row that the output names.

// ---- Lanes that share a dot product, elements that a lane decodes at once, dot products of a workgroup.
#define LF_DOT_LANES 16
#define LF_DOT_ELEMENTS 8
#define LF_DOT_OUTS 4
#define LF_MAX_STREAMS 8
#define LF_MAX_SPLITS 64

// ---- Decode of one row: invocations of a workgroup, rows of a group of lanes, lanes where subgroups can't be had,
// elements of x that a workgroup holds.
#define LF_DECODE_INVOCATIONS 256
#define LF_DECODE_ROWS 2
#define LF_DECODE_LANES 16
#define LF_DECODE_CHUNK 4096

// ---- Products of many rows: what the elements of a tile are multiplied as.
#define LF_WAY_FLOAT 0
#define LF_WAY_HALF 1
#define LF_WAY_DOT 2

// ---- Places of the hidden vector that a workgroup of hyper_project takes, in all streams.
#define LF_PROJECT_PLACES 64

// ---- Steps of vector_finish.
#define LF_FINISH_NORM 1
#define LF_FINISH_WEIGHT 2
#define LF_FINISH_ROPE 4
#define LF_FINISH_INVERSE 8
#define LF_FINISH_HADAMARD 16
#define LF_FINISH_QUANTISE 32
#define LF_FINISH_ROUND 64
#define LF_FINISH_OVERLAP 128

#define LF_ROUTE_HASH 1
#define LF_ROUTE_BIAS 2
#define LF_ROUTE_NORMALISE 4

#define LF_KEYS_RAW 0
#define LF_KEYS_VISIBLE 1
#define LF_KEYS_SELECTED 2

// ---- Decode splits the keys of a row among workgroups: the least that is worth one, the most splits where the keys
// grow with the context, and what a split leaves of a head: its sums, the highest score, the sum of weights.
#define LF_SPLIT_KEYS 64
#define LF_MOST_KEY_SPLITS 32
#define LF_SPLIT_WORDS(headDim) ((headDim) + 2)

// ---- Attention of the fast class: lanes of a head.
#define LF_HEAD_LANES 16

// ---- Entries that a workgroup of the indexer scores, and the most invocations of one that selects among them.
#define LF_SCORE_ENTRIES 32
#define LF_SELECT_INVOCATIONS 1024

#ifdef __cplusplus
#include <cstdint>
namespace lanternfish::shaders {
using uint = uint32_t;
#endif

struct LfCache {
    uint codec, dim, rotary, pitch, capacity, ring;
};

struct LfEmbed {
    uint type, columns, rowBytes, first, count, streams;
};

struct LfLinear {
    uint columns, rowBytes, upRowBytes;
    uint firstOut, outs;  // Of this part of the weight.
    uint outsPerGroup, outsPerExpert;
    uint xStride, yStride;
    uint splitChunks, splitStride;
    uint firstRow, rowLimit;
    uint used, firstExpert, experts;
    float limit;
};

// A buffer by its address, which takes two words.
struct LfAddress {
    uint low, high;
};

// One product of a decode, of several that share a dispatch: y = W x, or silu(min(gate x, limit)) * clamp(up x).
// Where the device quantises activations once, x of a weight that is codes is such a row, and so is y once more.
struct LfSegment {
    LfAddress weight, up, x, y;
    LfAddress quantised;  // 0: y is wanted as f32 only. Choices of experts have rows of their own.
    uint firstGroup;      // Workgroup where it begins.
    uint type;            // 0 or 1: which of the shader's two types.
    uint columns, rowBytes, upRowBytes;
    uint outs, outsPerGroup;
    uint slots;                 // Choices of experts, 0 where the weight is not one of theirs.
    uint firstExpert, experts;  // Those that the weight has.
    uint gated;
    uint extent;
    float limit;
};

struct LfMatvec {
    uint segments;
};

struct LfMatmul {
    uint columns, rowBytes, upRowBytes;
    uint firstOut, outs;  // Of this part of the weight.
    uint outsPerGroup, outsPerExpert;
    uint xStride, yStride;
    uint firstRow, rowLimit;
    uint used, firstExpert, experts;
    uint tiles;  // That the sorted pairs have room for.
    float limit;
};

struct LfExpertSort {
    uint used, firstRow, rowLimit, tiles;
};

struct LfExpertsDown {
    uint used, hidden, parts;  // Segments of routed experts.
    uint joined;               // One more segment, a shared expert, which comes first in the sum.
};

// A vector that is finished, or made of a compressor's window and finished, and then stored in a cache.
#define LF_ENTRY_NORM 0      // Finished x, which no cache stores.
#define LF_ENTRY_ROW 1       // A cache row of the finished x.
#define LF_ENTRY_COMPRESS 2  // Its projections join the state; where a window closes, its entry is stored.
struct LfEntry {
    LfAddress x, score, ape, norm, angles, state;
    LfAddress finished;   // Where the finished vector goes.
    LfAddress quantised;  // The same as bytes; 0: not wanted.
    LfAddress cache;
    LfCache stateSpec, cacheSpec;
    uint kind, dim, ratio, flags, rotary, apeType, apeRowBytes;
    float eps;
};

struct LfEntries {
    uint sequence;
};

struct LfHyperProject {
    uint streams, hidden, outs, type, rowBytes;
    uint post;  // The streams take in a sublayer before.
};

struct LfHyper {
    uint streams, hidden, iterations, splits, splitStride, outs;
    float normEps, hcEps;
};

struct LfHcPost {
    uint streams, hidden;
};

struct LfFinish {
    uint heads, flags, rotary, extent;
    float eps;
};

struct LfCommit {
    LfCache cache;
    uint sequence, ratio;
};

struct LfStateCommit {
    LfCache cache;
    uint sequence, ratio, type, rowBytes;
};

struct LfCompress {
    LfCache cache;
    uint sequence, ratio, flags, rotary;
    float eps;
};

struct LfIndex {
    LfCache cache;
    uint sequence, ratio, heads, headDim, topK, firstRow, rowLimit, scoreStride;
    float scale;
};

struct LfAttention {
    LfCache raw, entries;
    uint sequence, heads, window, keys, ratio, topK, splits;
    float scale;
};

struct LfAttentionMerge {
    uint heads, window, keys, ratio, topK, splits, flags, rotary;
};

struct LfRoute {
    uint experts, used, flags;
    float scale;
};

struct LfCombine {
    uint used, hidden, firstRow, rowLimit, experts;
};

#ifdef __cplusplus
}
#endif

#endif
