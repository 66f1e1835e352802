// Which keys a row sees, and how they are split.

// Below every score, and a number.
#define LF_FAR 1e30

uint keyCount(uint end, uint window, uint keys, uint ratio, uint topK) {
    uint visible = end / max(ratio, 1u);
    return min(end, window) + (keys == LF_KEYS_RAW ? 0u : keys == LF_KEYS_VISIBLE ? visible : topK);
}

// Whole tiles, so that a tile belongs to one split.
uint keysOfSplit(uint count, uint splits, uint tile) {
    uint each = max((count + splits - 1u) / splits, uint(LF_SPLIT_KEYS));
    return (each + tile - 1u) / tile * tile;
}

uint partOf(uint row, uint head, uint split, uint heads, uint splits, uint headDim) {
    return ((row * heads + head) * splits + split) * LF_SPLIT_WORDS(headDim);
}
