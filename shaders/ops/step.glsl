// Binding 0 of every shader: the step. Written by the host before, and its cancel word during, the work.
#extension GL_GOOGLE_include_directive : require
#include "shaders/shared/block_layouts.h"
#include "shaders/shared/dispatch_params.h"

layout(binding = 0, std430) readonly volatile buffer StepBuffer {
    uint stepWords[];
};

uint stepRows(uint extent) {
    return stepWords[extent == LF_EXTENT_ROWS ? LF_STEP_ROW_COUNT : LF_STEP_OUTPUT_COUNT];
}
uint rowSequence(uint row) {
    return stepWords[LF_STEP_ROWS + row * LF_STEP_ROW_WORDS];
}
uint rowPosition(uint row) {
    return stepWords[LF_STEP_ROWS + row * LF_STEP_ROW_WORDS + 1];
}
uint rowToken(uint row) {
    return stepWords[LF_STEP_ROWS + row * LF_STEP_ROW_WORDS + 2];
}
// Whether a later row of the step goes to the same row of a ring, which keeps the newest.
bool overtaken(uint row, LfCache cache, uint ratio) {
    uint index = rowPosition(row) / ratio;
    uint last = stepWords[LF_STEP_ROWS + row * LF_STEP_ROW_WORDS + 3] / ratio;
    if (cache.ring == 0u || last - index < cache.capacity)
        return false;
    for (uint later = row + 1u; later < stepWords[LF_STEP_ROW_COUNT]; ++later) {
        uint position = rowPosition(later);
        if (rowSequence(later) == rowSequence(row) && (position + 1u) % ratio == 0u &&
            (position / ratio - index) % cache.capacity == 0u)
            return true;
    }
    return false;
}
uint outputRow(uint i) {
    return stepWords[stepWords[LF_STEP_OUTPUTS] + i];
}

shared uint stopWord;

// Whether the step was cancelled; the same answer in the whole workgroup.
bool stopped() {
    barrier();
    if (gl_LocalInvocationIndex == 0)
        stopWord = stepWords[LF_STEP_CANCEL];
    barrier();
    return stopWord != 0u;
}
