// Buffers by address.
#extension GL_EXT_buffer_reference : require
#extension GL_EXT_buffer_reference_uvec2 : require

layout(buffer_reference, std430, buffer_reference_align = 4) buffer Words { uint w[]; };

Words wordsAt(LfAddress address) {
    return Words(uvec2(address.low, address.high));
}
