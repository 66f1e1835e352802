#include "engine/backends/cpu/cache.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/backends/cpu/rounding.h"
#include "shaders/shared/block_layouts.h"

namespace lanternfish::backends::cpu {

namespace {

uint64_t rowBytesOf(const ops::CacheSpec& spec) {
    const uint64_t dim = spec.dim;
    const uint64_t rotary = spec.rotary;
    switch (spec.codec) {
        case ops::CacheCodec::F32:
            break;
        case ops::CacheCodec::PackedKv:
            return LF_KV_ROW_BYTES(dim, rotary);
        case ops::CacheCodec::PackedIndex:
            return LF_INDEX_ROW_BYTES(dim);
    }
    return dim * sizeof(float);
}

void storeKv(const ops::CacheSpec& spec, const float* x, std::byte* row) {
    const size_t plain = spec.dim - spec.rotary;
    std::byte* scale = row + LF_KV_SCALES(spec.dim, spec.rotary);
    for (size_t i = 0; i < plain; i += LF_KV_BLOCK)
        *scale++ = static_cast<std::byte>(encodeFp8(x + i, std::min<size_t>(LF_KV_BLOCK, plain - i), row + i));
    std::byte* rotary = row + LF_KV_ROTARY(spec.dim, spec.rotary);
    for (size_t i = plain; i < spec.dim; ++i, rotary += sizeof(uint16_t)) {
        const uint16_t bits = toBf16(x[i]);
        std::memcpy(rotary, &bits, sizeof(bits));
    }
}

void loadKv(const ops::CacheSpec& spec, const Kernels& kernels, const std::byte* row, float* out) {
    const size_t plain = spec.dim - spec.rotary;
    const std::byte* scale = row + LF_KV_SCALES(spec.dim, spec.rotary);
    for (size_t i = 0; i < plain; i += LF_KV_BLOCK)
        kernels.decodeFp8(row + i, std::min<size_t>(LF_KV_BLOCK, plain - i), powerOfTwo(static_cast<uint8_t>(*scale++)),
                          out + i);
    kernels.decode(quant::Type::BF16, row + LF_KV_ROTARY(spec.dim, spec.rotary), spec.rotary, out + plain);
}

void storeIndex(const ops::CacheSpec& spec, const float* x, std::byte* row) {
    std::byte* scale = row + LF_INDEX_SCALES(spec.dim);
    for (size_t i = 0; i < spec.dim; i += LF_INDEX_BLOCK)
        *scale++ =
            static_cast<std::byte>(encodeFp4(x + i, std::min<size_t>(LF_INDEX_BLOCK, spec.dim - i), row + i / 2));
}

void loadIndex(const ops::CacheSpec& spec, const Kernels& kernels, const std::byte* row, float* out) {
    const std::byte* scale = row + LF_INDEX_SCALES(spec.dim);
    for (size_t i = 0; i < spec.dim; i += LF_INDEX_BLOCK)
        kernels.decodeFp4(row + i / 2, std::min<size_t>(LF_INDEX_BLOCK, spec.dim - i),
                          powerOfTwo(static_cast<uint8_t>(*scale++)), out + i);
}

}  // namespace

Result<Cache> Cache::create(const ops::CacheSpec& spec) {
    Cache cache;
    cache.m_spec = spec;
    cache.m_rowBytes = rowBytesOf(spec);
    LF_TRY(cache.m_rows, AlignedBytes::create(cache.bytes()));
    return cache;
}

Result<void> Cache::grow(uint32_t capacity) {
    const uint64_t needed = m_rowBytes * capacity;
    if (needed > m_rows.size()) {
        LF_TRY(AlignedBytes rows, AlignedBytes::create(needed));
        std::memcpy(rows.data(), m_rows.data(), static_cast<size_t>(bytes()));
        m_rows = std::move(rows);
    }
    m_spec.capacity = capacity;
    return {};
}

void Cache::store(uint64_t row, const float* x) {
    std::byte* const to = m_rows.data() + row * m_rowBytes;
    switch (m_spec.codec) {
        case ops::CacheCodec::F32:
            std::memcpy(to, x, static_cast<size_t>(m_rowBytes));
            return;
        case ops::CacheCodec::PackedKv:
            return storeKv(m_spec, x, to);
        case ops::CacheCodec::PackedIndex:
            return storeIndex(m_spec, x, to);
    }
}

void Cache::load(const Kernels& kernels, uint64_t row, float* out) const {
    const std::byte* const from = m_rows.data() + row * m_rowBytes;
    switch (m_spec.codec) {
        case ops::CacheCodec::F32:
            std::memcpy(out, from, static_cast<size_t>(m_rowBytes));
            return;
        case ops::CacheCodec::PackedKv:
            return loadKv(m_spec, kernels, from, out);
        case ops::CacheCodec::PackedIndex:
            return loadIndex(m_spec, kernels, from, out);
    }
}

}  // namespace lanternfish::backends::cpu
