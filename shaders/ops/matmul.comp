#version 450
#extension GL_EXT_control_flow_attributes : require
#include "shaders/ops/step.glsl"
#ifdef LF_HALF
#extension GL_EXT_shader_explicit_arithmetic_types_float16 : require
#endif

// Products of many rows with a weight, or with the weights of experts, in the fast class: a workgroup computes a tile of
// TILE_ROWS rows x TILE_OUTS outs in steps of 32 columns, which it brings to shared memory in one of three ways:
// - f32;
// - halves: an activation is scaled by a power of two of its row and step so that none is 2 or more; weights are whole
//   numbers, all of which a half holds; sums are f32;
// - bytes: an activation becomes a code of 8 bits with a scale of its row and step; weights are whole numbers.
// Weights that are floats themselves stay f32: they are few, and what reads them is sensitive.
// A weight is read once for TILE_ROWS rows, an activation once for TILE_OUTS outs. The tile's sizes are the backend's to
// choose (engine/backends/vulkan/tiles.h); the workgroup has as many lanes as LANE_ROWS x LANE_OUTS leave.
layout(local_size_x_id = 10) in;
layout(constant_id = 0) const uint TYPE = 0;
layout(constant_id = 1) const uint UP_TYPE = 0;
layout(constant_id = 2) const uint WAY = 0;
layout(constant_id = 3) const uint GATED = 0;    // Two weights: silu(min(gate x, limit)) * clamp(up x).
layout(constant_id = 4) const uint EXPERTS = 0;  // 1: x is the step's row, 2: x is in the order of the sorted pairs.
layout(constant_id = 5) const uint EXTENT = 0;
layout(constant_id = 6) const uint TILE_ROWS = 32;
layout(constant_id = 7) const uint TILE_OUTS = 64;
layout(constant_id = 8) const uint LANE_ROWS = 4;  // Of the tile, of each lane; they divide it.
layout(constant_id = 9) const uint LANE_OUTS = 4;

layout(binding = 1, std430) readonly buffer Tables { uint grid[]; };
layout(binding = 2, std430) readonly buffer Weight { uint words[]; };
layout(binding = 3, std430) readonly buffer X { float x[]; };
layout(binding = 4, std430) writeonly buffer Y { float y[]; };
layout(binding = 5, std430) readonly buffer Up { uint upWords[]; };
layout(binding = 6, std430) readonly buffer Sorted { uint sorted[]; };
layout(push_constant) uniform Push { LfMatmul p; };

uint weightWord(uint which, uint i) {
    return which == 0u ? words[i] : upWords[i];
}
uint gridWord(uint i) {
    return grid[i];
}
#include "shaders/ops/decode.glsl"
#if defined(LF_DOT) || defined(LF_HALF)
#include "shaders/ops/codes.glsl"
#endif

#define BLOCK 32u
#define NO_ROW 0xffffffffu
const uint PER_WORD = WAY == LF_WAY_DOT ? 4 : WAY == LF_WAY_HALF ? 2 : 1;
const uint WORDS = 32 / PER_WORD;  // Of a block.
const uint PIECE = 8 / PER_WORD;   // Words of eight elements.
const uint ROW_LANES = TILE_ROWS / LANE_ROWS, OUT_LANES = TILE_OUTS / LANE_OUTS;
const uint LANES = ROW_LANES * OUT_LANES;  // Those of the workgroup.
const uint SUMS = LANE_ROWS * LANE_OUTS;
// Words lie by column; the padding keeps writers apart.
const uint X_PITCH = TILE_ROWS + 1, W_PITCH = TILE_OUTS + 1;
const uint SCALED = WAY == LF_WAY_FLOAT ? 0 : 1;
// Scales hold for half a block: for 16 elements, as those of Q2_K do.
const uint SCALES = 2 * TILE_OUTS;

shared uint xTile[WORDS * X_PITCH];
shared uint wTile[(1 + GATED) * WORDS * W_PITCH];
shared float xScale[SCALED * TILE_ROWS + 1];
shared float xSum[SCALED * 4 * TILE_ROWS + 1];
shared float xLargest[SCALED * 4 * TILE_ROWS + 1];
shared float wScale[SCALED * (1 + GATED) * SCALES + 1];
shared float wMinimum[SCALED * (1 + GATED) * SCALES + 1];
shared uint xFrom[TILE_ROWS];
shared uint yTo[TILE_ROWS];

float sums[(1 + GATED) * SUMS];

#if defined(LF_DOT) || defined(LF_HALF)
// Eight elements of a row of the tile, rounded; `largest` is that of the block.
void putRounded(uint row, uint part, float v[8], float largest) {
    bool numbers = isNumber(largest) && largest < infinity();
#ifdef LF_DOT
    if (WAY == LF_WAY_DOT) {
        float inverse = largest > 0.0 && numbers ? 127.0 / largest : 0.0;
        uint low = packCodes(v[0] * inverse, v[1] * inverse, v[2] * inverse, v[3] * inverse);
        uint high = packCodes(v[4] * inverse, v[5] * inverse, v[6] * inverse, v[7] * inverse);
        xTile[part * 2u * X_PITCH + row] = low;
        xTile[(part * 2u + 1u) * X_PITCH + row] = high;
        xSum[part * TILE_ROWS + row] =
            float(dotPacked4x8EXT(0x01010101, int(low)) + dotPacked4x8EXT(0x01010101, int(high)));
        if (part == 0u)
            xScale[row] = numbers ? largest / 127.0 : nan();
    }
#endif
#ifdef LF_HALF
    if (WAY == LF_WAY_HALF) {
        // 2^-e and 2^e of the largest's exponent, within what f32 has.
        uint exponent = clamp(floatBitsToUint(largest) >> 23, 8u, 246u);
        float down = uintBitsToFloat((254u - exponent) << 23);
        float sum = 0.0;
        for (uint i = 0u; i < 4u; ++i) {
            f16vec2 pair = f16vec2(vec2(v[2u * i], v[2u * i + 1u]) * (numbers ? down : 0.0));
            xTile[(part * 4u + i) * X_PITCH + row] = packFloat2x16(pair);
            sum += float(pair.x) + float(pair.y);
        }
        xSum[part * TILE_ROWS + row] = sum;
        if (part == 0u)
            xScale[row] = numbers ? uintBitsToFloat(exponent << 23) : nan();
    }
#endif
}
#endif

// A lane takes eight columns of a row at once.
void loadX(uint first) {
    for (uint begin = 0u; begin < TILE_ROWS * 4u; begin += LANES) {
        uint piece = begin + gl_LocalInvocationIndex, row = piece / 4u, part = piece % 4u;
        bool taken = row < TILE_ROWS;
        uint from = taken ? xFrom[min(row, TILE_ROWS - 1u)] : NO_ROW, k = first + part * 8u;
        float v[8];
        float largest = 0.0;
        for (uint i = 0u; i < 8u; ++i) {
            v[i] = from != NO_ROW && k + i < p.columns ? x[from + k + i] : 0.0;
            largest = isNumber(v[i]) ? max(largest, abs(v[i])) : infinity();
        }
        if (WAY == LF_WAY_FLOAT) {
            for (uint i = 0u; i < 8u && taken; ++i)
                xTile[(part * 8u + i) * X_PITCH + row] = floatBitsToUint(v[i]);
            continue;
        }
#if defined(LF_DOT) || defined(LF_HALF)
        if (taken)
            xLargest[piece] = largest;
        barrier();
        if (taken) {
            for (uint i = 0u; i < 4u; ++i)
                largest = max(largest, xLargest[row * 4u + i]);
            putRounded(row, part, v, largest);
        }
#endif
    }
}

#if defined(LF_DOT) || defined(LF_HALF)
// Eight elements of a weight's row as whole numbers, in bytes or in halves.
void putCodes(uint which, uint type, uint row, uint k, uint o, uint part) {
    uint to = which * WORDS * W_PITCH + o;
    uint scale = (which * 2u + part / 2u) * TILE_OUTS + o;
    Codes codes = codes8(which, type, row, k, p.columns);
    if (part % 2u == 0u) {
        wScale[scale] = codes.scale;
        wMinimum[scale] = codes.minimum;
    }
#ifdef LF_HALF
    if (WAY == LF_WAY_HALF) {
        for (int i = 0; i < 4; ++i) {
            int word = int(i < 2 ? codes.low : codes.high);
            f16vec2 pair = f16vec2(vec2(float(bitfieldExtract(word, i % 2 * 16, 8)),
                                        float(bitfieldExtract(word, i % 2 * 16 + 8, 8))));
            wTile[to + (part * 4u + uint(i)) * W_PITCH] = packFloat2x16(pair);
        }
        return;
    }
#endif
    wTile[to + part * 2u * W_PITCH] = codes.low;
    wTile[to + (part * 2u + 1u) * W_PITCH] = codes.high;
}
#endif

void loadWeight(uint which, uint type, uint firstRow, uint rowBytes, uint first) {
    for (uint piece = gl_LocalInvocationIndex; piece < TILE_OUTS * 4u; piece += LANES) {
        uint o = piece / 4u, part = piece % 4u, k = first + part * 8u;
        uint row = (firstRow + min(gl_WorkGroupID.x * TILE_OUTS + o, p.outs - 1u)) * rowBytes;
        if (WAY == LF_WAY_FLOAT) {
            float w[8] = float[8](0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            if (k < p.columns)
                decode8(which, type, row, k, p.columns, w);
            for (uint i = 0u; i < 8u; ++i)
                wTile[(which * WORDS + part * 8u + i) * W_PITCH + o] = floatBitsToUint(w[i]);
            continue;
        }
#if defined(LF_DOT) || defined(LF_HALF)
        putCodes(which, type, row, k, o, part);
#endif
    }
}

float product(uint a, uint b) {
#ifdef LF_HALF
    if (WAY == LF_WAY_HALF) {
        vec2 both = vec2(unpackFloat2x16(a)) * vec2(unpackFloat2x16(b));
        return both.x + both.y;
    }
#endif
#ifdef LF_DOT
    if (WAY == LF_WAY_DOT)
        return float(dotPacked4x8EXT(int(a), int(b)));
#endif
    return uintBitsToFloat(a) * uintBitsToFloat(b);
}

// Of this lane: LANE_ROWS rows and LANE_OUTS outs, each ROW_LANES or OUT_LANES apart.
void addBlock(uint which, uint type) {
    uint row = gl_LocalInvocationIndex % ROW_LANES, o = gl_LocalInvocationIndex / ROW_LANES;
    const uint halves = SCALED == 0u ? 1u : 2u;
    for (uint h = 0u; h < halves; ++h) {
        float part[SUMS];
        [[unroll]] for (uint i = 0u; i < SUMS; ++i)
            part[i] = 0.0;
        for (uint w = h * WORDS / halves; w < (h + 1u) * WORDS / halves; ++w) {
            uint a[LANE_ROWS], b[LANE_OUTS];
            [[unroll]] for (uint i = 0u; i < LANE_ROWS; ++i)
                a[i] = xTile[w * X_PITCH + row + i * ROW_LANES];
            [[unroll]] for (uint i = 0u; i < LANE_OUTS; ++i)
                b[i] = wTile[(which * WORDS + w) * W_PITCH + o + i * OUT_LANES];
            // Sums of products of bytes are whole numbers below 2^24: exact in f32.
            [[unroll]] for (uint i = 0u; i < SUMS; ++i)
                part[i] += product(a[i / LANE_OUTS], b[i % LANE_OUTS]);
        }
        [[unroll]] for (uint i = 0u; i < SUMS; ++i) {
            uint to = which * SUMS + i;
            if (SCALED == 0u) {
                sums[to] += part[i];
                continue;
            }
            uint r = row + i / LANE_OUTS * ROW_LANES;
            uint at = (which * 2u + h) * TILE_OUTS + o + i % LANE_OUTS * OUT_LANES;
            float value = wScale[at] * part[i];
            if (type == TYPE_Q2_K)
                value -= wMinimum[at] * (xSum[2u * h * TILE_ROWS + r] + xSum[(2u * h + 1u) * TILE_ROWS + r]);
            sums[to] = fma(xScale[r], value, sums[to]);
        }
    }
}

// Where the rows of this tile are read and written. False where it has none.
bool findRows(uint group, out uint expert) {
    uint local = gl_LocalInvocationIndex;
    uint rows = min(stepRows(EXTENT), p.firstRow + p.rowLimit);
    expert = 0u;
    uint first = p.firstRow + gl_WorkGroupID.y * TILE_ROWS, count = rows - min(first, rows);
    if (EXPERTS != 0u) {
        if (gl_WorkGroupID.y >= sorted[0])
            return false;
        uint tile = 1u + 3u * gl_WorkGroupID.y;
        expert = sorted[tile];
        first = sorted[tile + 1u];
        count = sorted[tile + 2u];
        if (expert < p.firstExpert || expert >= p.firstExpert + p.experts)
            return false;
        expert -= p.firstExpert;
    }
    if (count == 0u)
        return false;
    for (; local < TILE_ROWS; local += LANES) {
        uint row = first + min(local, count - 1u);
        uint from = row, to = row - p.firstRow;
        if (EXPERTS != 0u) {
            uint pair = sorted[1u + 3u * p.tiles + row];
            from = EXPERTS == 1u ? p.firstRow + pair / p.used : row;
            to = EXPERTS == 1u ? row : pair;
        } else if (EXTENT == LF_EXTENT_GATHER) {
            from = outputRow(row);
        }
        xFrom[local] = local < count ? from * p.xStride + group * p.columns : NO_ROW;
        yTo[local] = local < count ? to * p.yStride : NO_ROW;
    }
    return true;
}

void main() {
    if (stopped())
        return;
    uint group = (p.firstOut + gl_WorkGroupID.x * TILE_OUTS) / p.outsPerGroup;
    uint expert;
    if (!findRows(group, expert))
        return;
    [[unroll]] for (uint i = 0u; i < (1u + GATED) * SUMS; ++i)
        sums[i] = 0.0;
    for (uint first = 0u; first < p.columns; first += BLOCK) {
        // Long products look whether they are still wanted.
        if (first % 4096u == 0u && stopped())
            return;
        barrier();
        loadX(first);
        loadWeight(0u, TYPE, expert * p.outsPerExpert, p.rowBytes, first);
        if (GATED != 0u)
            loadWeight(1u, UP_TYPE, expert * p.outsPerExpert, p.upRowBytes, first);
        barrier();
        addBlock(0u, TYPE);
        if (GATED != 0u)
            addBlock(1u, UP_TYPE);
    }
    uint lane = gl_LocalInvocationIndex;
    [[unroll]] for (uint i = 0u; i < SUMS; ++i) {
        uint to = yTo[lane % ROW_LANES + i / LANE_OUTS * ROW_LANES];
        uint o = gl_WorkGroupID.x * TILE_OUTS + lane / ROW_LANES + i % LANE_OUTS * OUT_LANES;
        if (to == NO_ROW || o >= p.outs)
            continue;
        float value = sums[i];
        if (GATED != 0u) {
            float other = sums[GATED * SUMS + i];
            if (p.limit > 0.0) {
                value = min(value, p.limit);
                other = clamp(other, -p.limit, p.limit);
            }
            value = value * sigmoid(value) * other;
        }
        y[to + p.firstOut + o] = value;
    }
}
