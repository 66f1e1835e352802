#include "tests/engine/ops/conformance_rig.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "engine/quant/decode.h"
#include "engine/quant/half.h"
#include "shaders/shared/block_layouts.h"

namespace lanternfish::ops {

namespace {

template <class T>
T expectValue(Result<T> result) {
    if (!result) {
        ADD_FAILURE() << describe(result.error());
        return T{};
    }
    return std::move(*result);
}

void expectDone(const Result<void>& result) {
    EXPECT_TRUE(result) << describe(result.error());
}

void putHalf(std::byte* at, double value) {
    const uint16_t bits = quant::floatToHalf(static_cast<float>(value));
    std::memcpy(at, &bits, sizeof(bits));
}

/// Random codes with a scale that brings the block's values to about `magnitude` at most.
void fillBlock(quant::Type type, std::mt19937_64& random, double magnitude, std::span<std::byte> block) {
    for (std::byte& b : block)
        b = static_cast<std::byte>(random());
    const double share = 0.5 + 0.5 * static_cast<double>(random() % 1024) / 1024;
    switch (type) {
        case quant::Type::Q8_0:
            return putHalf(&block[LF_Q8_0_SCALE], share * magnitude / 127);
        case quant::Type::MXFP4: {
            const int exponent = static_cast<int>(std::floor(std::log2(magnitude / 6))) + 127;
            block[LF_MXFP4_SCALE] = static_cast<std::byte>(exponent - static_cast<int>(random() % 3));
            return;
        }
        case quant::Type::IQ2_XXS:
            return putHalf(&block[LF_IQ2_XXS_SCALE], share * magnitude / (43 * 15.5 * 0.25));
        case quant::Type::Q2_K:
            putHalf(&block[LF_Q2_K_SCALE], share * magnitude / 45);
            return putHalf(&block[LF_Q2_K_MINIMUM], share * magnitude / 30);
        default:
            return;
    }
}

std::vector<std::byte> encode(quant::Type type, std::span<const float> values) {
    std::vector<std::byte> bytes(values.size() * quant::typeInfo(type).blockBytes);
    for (size_t i = 0; i < values.size(); ++i) {
        const uint16_t bits =
            type == quant::Type::F16 ? quant::floatToHalf(values[i]) : quant::floatToBfloat16(values[i]);
        if (type == quant::Type::F32)
            std::memcpy(&bytes[4 * i], &values[i], 4);
        else
            std::memcpy(&bytes[2 * i], &bits, 2);
    }
    return bytes;
}

double largestNorm(std::span<const float> values, size_t dim) {
    double largest = 0;
    for (size_t first = 0; first + dim <= values.size(); first += dim) {
        double squares = 0;
        for (size_t i = 0; i < dim; ++i)
            squares += double{values[first + i]} * values[first + i];
        largest = std::max(largest, std::sqrt(squares));
    }
    return largest;
}

double sourceNorm(const WeightSource& source) {
    std::vector<float> values(source.rows * source.columns * source.slices);
    quant::decodeRow(source.type, source.bytes, values);
    return largestNorm(values, source.columns);
}

}  // namespace

double dotBound(size_t n, double normA, double normB) {
    return (static_cast<double>(n) / 16 + 8) * kEpsilon * normA * normB;
}

double roundedDotBound(double normA, double largestB) {
    return 6 * normA * largestB / (254 * std::sqrt(3.0));
}

double most(const std::vector<float>& values) {
    double largest = 0;
    for (const float value : values)
        largest = std::max(largest, std::fabs(double{value}));
    return largest;
}

Rig::Rig(std::unique_ptr<Backend> backend, uint64_t seed, uint32_t rowsPerStep, MathClass math)
    : m_backend(std::move(backend)), m_random(seed), m_rowsPerStep(rowsPerStep), m_math(math) {}

void Rig::setRows(std::vector<Row> rows, std::vector<uint32_t> outputs) {
    uint32_t sequences = 0;
    for (const Row& row : rows)
        sequences = std::max(sequences, row.sequence + 1);
    m_rows = std::move(rows);
    m_outputs = std::move(outputs);
    m_sequences.resize(sequences);
}

std::vector<float> Rig::random(size_t count, double magnitude) {
    std::vector<float> values(count);
    for (float& value : values)
        value = static_cast<float>(magnitude * (static_cast<double>(m_random() >> 11U) * 0x1p-52 - 1));
    return values;
}

std::span<const std::byte> Rig::keep(std::vector<std::byte> bytes) {
    // One byte in front, so that nothing is aligned, as in a file of odd blocks.
    bytes.insert(bytes.begin(), std::byte{0});
    m_bytes.push_back(std::move(bytes));
    return std::span(m_bytes.back()).subspan(1);
}

WeightSource Rig::source(quant::Type type, uint64_t rows, uint64_t columns, uint64_t slices, double magnitude) {
    const quant::TypeInfo& info = quant::typeInfo(type);
    const uint64_t elements = rows * columns * slices;
    std::vector<std::byte> bytes;
    if (info.blockElements == 1) {
        bytes = encode(type, random(elements, magnitude));
    } else {
        bytes.resize(elements / info.blockElements * info.blockBytes);
        for (size_t i = 0; i < bytes.size(); i += info.blockBytes)
            fillBlock(type, m_random, magnitude, std::span(bytes).subspan(i, info.blockBytes));
    }
    return {"weight", type, rows, columns, slices, keep(std::move(bytes))};
}

WeightId Rig::matrix(quant::Type type, uint64_t rows, uint64_t columns, double magnitude) {
    const WeightSource made = source(type, rows, columns, 1, magnitude);
    const WeightId id = expectValue(m_backend->addWeight(made));
    m_norms[static_cast<uint32_t>(id)] = sourceNorm(made);
    return id;
}

WeightId Rig::matrixOf(uint64_t rows, uint64_t columns, const std::vector<float>& values) {
    const WeightSource made{"weight", quant::Type::F32, rows, columns, 1, keep(encode(quant::Type::F32, values))};
    const WeightId id = expectValue(m_backend->addWeight(made));
    m_norms[static_cast<uint32_t>(id)] = largestNorm(values, columns);
    return id;
}

WeightId Rig::integers(uint64_t rows, uint64_t columns, const std::vector<int32_t>& values) {
    const auto bytes = std::as_bytes(std::span(values));
    return expectValue(m_backend->addWeight(
        {"table", quant::Type::I32, rows, columns, 1, keep(std::vector(bytes.begin(), bytes.end()))}));
}

ExpertTableId Rig::experts(const WeightSource& gate, const WeightSource& up, const WeightSource& down) {
    return expectValue(m_backend->addExperts({gate, up, down}));
}

Rope Rig::rope(uint32_t rotary) {
    std::vector<float> frequencies(rotary / 2);
    for (size_t i = 0; i < frequencies.size(); ++i)
        frequencies[i] = static_cast<float>(std::pow(10000.0, -2.0 * static_cast<double>(i) / rotary));
    return {vectorOf(frequencies), rotary};
}

Tensor Rig::tensor(uint32_t dim, double magnitude, Extent extent) {
    const size_t count = extent == Extent::Rows ? m_rows.size() : m_outputs.size();
    return tensorOf(dim, magnitude > 0 ? random(count * dim, magnitude) : std::vector<float>(count * dim), extent);
}

Tensor Rig::tensorOf(uint32_t dim, std::vector<float> values, Extent extent) {
    const Tensor tensor{expectValue(m_backend->createBuffer(values.size() * sizeof(float))), dim, extent};
    m_tensors.push_back({tensor, std::move(values)});
    return tensor;
}

uint32_t Rig::cache(const CacheSpec& spec, double magnitude) {
    return cacheOf(spec, [&] { return random(size_t{spec.capacity} * spec.dim, magnitude); });
}

uint32_t Rig::cacheOf(const CacheSpec& spec, const std::function<std::vector<float>()>& rows) {
    for (SequenceCaches& sequence : m_sequences) {
        const CacheId id = expectValue(m_backend->createCache(spec));
        expectDone(m_backend->writeCache(id, 0, rows()));
        sequence.caches.push_back(id);
    }
    m_cacheSpecs.push_back(spec);
    return static_cast<uint32_t>(m_cacheSpecs.size() - 1);
}

void Rig::run(const std::vector<Op>& ops) {
    const size_t piece = std::min<size_t>(m_rowsPerStep == 0 ? m_rows.size() : m_rowsPerStep, m_rows.size());
    const RecordShape shape{static_cast<uint32_t>(piece), static_cast<uint32_t>(std::min(piece, m_outputs.size())),
                            m_math};
    const auto recording = m_backend->record(ops, shape);
    ASSERT_TRUE(recording) << describe(recording.error());
    for (size_t first = 0; first < m_rows.size(); first += piece)
        runRows(**recording, first, std::min(piece, m_rows.size() - first));
}

Result<void> Rig::submit(const Recording& recording, std::stop_token stop) {
    return submitRows(recording, m_rows, m_outputs, std::move(stop));
}

Result<void> Rig::submitRows(const Recording& recording, std::span<const Row> rows, std::span<const uint32_t> outputs,
                             std::stop_token stop) {
    std::vector<const SequenceCaches*> sequences;
    for (const SequenceCaches& sequence : m_sequences)
        sequences.push_back(&sequence);
    return m_backend->submit(recording, {rows, outputs, sequences}, std::move(stop));
}

void Rig::runRows(const Recording& recording, size_t first, size_t count) {
    const auto firstOutput = std::ranges::lower_bound(m_outputs, static_cast<uint32_t>(first)) - m_outputs.begin();
    std::vector<uint32_t> outputs;
    for (const uint32_t output : m_outputs)
        if (output >= first && output < first + count)
            outputs.push_back(output - static_cast<uint32_t>(first));
    const auto part = [&](Held& held) {
        const bool all = held.tensor.extent == Extent::Rows;
        const size_t dim = held.tensor.dim;
        return std::span(held.values)
            .subspan((all ? first : static_cast<size_t>(firstOutput)) * dim, (all ? count : outputs.size()) * dim);
    };
    for (Held& held : m_tensors)
        expectDone(m_backend->upload(held.tensor.buffer, std::as_bytes(part(held))));
    expectDone(submitRows(recording, std::span(m_rows).subspan(first, count), outputs, {}));
    expectDone(m_backend->wait());
    for (Held& held : m_tensors)
        expectDone(m_backend->download(held.tensor.buffer, std::as_writable_bytes(part(held))));
}

const std::vector<float>& Rig::values(const Tensor& tensor) const {
    return std::ranges::find(m_tensors, tensor.buffer, [](const Held& held) { return held.tensor.buffer; })->values;
}

std::vector<float> Rig::integersAsFloats(const Tensor& tensor) const {
    std::vector<float> converted;
    for (const float value : values(tensor))
        converted.push_back(static_cast<float>(std::bit_cast<int32_t>(value)));
    return converted;
}

std::vector<float> Rig::cacheRows(uint32_t cache) {
    const CacheSpec& spec = m_cacheSpecs[cache];
    std::vector<float> all;
    for (const SequenceCaches& sequence : m_sequences) {
        std::vector<float> rows(size_t{spec.capacity} * spec.dim);
        expectDone(m_backend->readCache(sequence.caches[cache], 0, rows));
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

double Rig::rowNorm(const Tensor& tensor, size_t dim) const {
    return largestNorm(values(tensor), dim);
}

}  // namespace lanternfish::ops
