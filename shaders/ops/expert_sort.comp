#version 450
#include "shaders/ops/step.glsl"

// Brings the pairs of row and choice into the order of their experts, and cuts those of each expert into tiles of rows:
// [tiles], then expert, first place and count of each tile, then the pairs. Within an expert pairs ascend, so that
// nothing depends on which invocation came first. Ids that name no expert are left out.
layout(local_size_x = 128) in;
layout(constant_id = 0) const uint EXPERTS = 1;
layout(constant_id = 1) const uint TILE_ROWS = 32;  // Of the products that follow.
layout(binding = 1, std430) readonly buffer Ids { int ids[]; };
layout(binding = 2, std430) writeonly buffer Sorted { uint sorted[]; };
layout(push_constant) uniform Push { LfExpertSort p; };

shared uint counts[EXPERTS];
shared uint places[EXPERTS];

void main() {
    uint local = gl_LocalInvocationIndex;
    uint rows = min(stepRows(LF_EXTENT_ROWS), p.firstRow + p.rowLimit);
    uint pairs = (rows - min(p.firstRow, rows)) * p.used;
    uint first = p.firstRow * p.used;
    for (uint e = local; e < EXPERTS; e += 128u)
        counts[e] = 0u;
    barrier();
    for (uint i = local; i < pairs; i += 128u) {
        int id = ids[first + i];
        if (id >= 0 && uint(id) < EXPERTS)
            atomicAdd(counts[id], 1u);
    }
    barrier();
    if (local == 0u) {
        uint place = 0u, tiles = 0u;
        for (uint e = 0u; e < EXPERTS; ++e) {
            places[e] = place;
            for (uint done = 0u; done < counts[e]; done += TILE_ROWS) {
                uint at = 1u + 3u * tiles++;
                sorted[at] = e;
                sorted[at + 1u] = place + done;
                sorted[at + 2u] = min(counts[e] - done, TILE_ROWS);
            }
            place += counts[e];
        }
        sorted[0] = tiles;
    }
    barrier();
    uint to = 1u + 3u * p.tiles;
    for (uint e = local; e < EXPERTS; e += 128u) {
        uint place = places[e], end = place + counts[e];
        for (uint i = 0u; i < pairs && place < end; ++i)
            if (ids[first + i] == int(e))
                sorted[to + place++] = i;
    }
}
