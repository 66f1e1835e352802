#include "engine/backends/gpu/recorder.h"

#include <algorithm>
#include <format>

namespace lanternfish::backends::gpu {

Result<BufferPointer> Scratch::grow(BufferPointer& buffer, uint64_t bytes) {
    if (bytes > m_device.limits().range)
        return makeError(ErrorCode::Unsupported,
                         std::format("{} bytes of working memory; shaders of this device see {}: a smaller chunk helps",
                                     bytes, m_device.limits().range));
    if (!buffer || buffer->bytes() < bytes) {
        LF_TRY(buffer, m_device.createBuffer(bytes, Placement::Device));
    }
    return buffer;
}

Result<BufferPointer> Scratch::get(Use use, uint64_t bytes) {
    return grow(m_buffers[use], bytes);
}

void Scratch::forgetDense() {
    std::erase_if(m_buffers, [](const auto& each) { return each.first >= Use::DenseInput; });
}

Result<void> Recorder::write(const ops::Op& op) {
    const size_t first = m_stages.size();
    LF_CHECK(std::visit([&](const auto& known) { return gpu::write(*this, known); }, op));
    return checkStages(first, ops::opName(op));
}

Result<void> Recorder::checkStages(size_t first, const char* what) {
    for (size_t i = first; i < m_stages.size(); ++i)
        for (Dispatch& dispatch : m_stages[i].dispatches) {
            if (*dispatch.serves == 0)
                dispatch.serves = what;
            for (const uint32_t groups : dispatch.groups)
                if (groups > 65535)
                    return makeError(ErrorCode::Unsupported,
                                     std::format("{}: {} workgroups, 65535 are allowed", what, groups));
            for (const Binding& binding : dispatch.bindings)
                if (binding.memory && binding.memory->bytes() > maxRange())
                    return makeError(ErrorCode::Unsupported,
                                     std::format("{}: a buffer of {} bytes; shaders of this device see {}: a smaller "
                                                 "chunk helps",
                                                 what, binding.memory->bytes(), maxRange()));
        }
    return {};
}

Result<Binding> Recorder::whole(ops::WeightId id) const {
    const Weight& weight = m_store.getWeight(id);
    if (weight.parts.size() != 1)
        return makeError(ErrorCode::Unsupported,
                         std::format("weight '{}' is too large for one buffer of this device", weight.source.name));
    return memory(weight.parts.front().buffer, false);
}

Binding Recorder::angles(const ops::Rope& rope, uint32_t ratio) {
    const AngleTable table{rope.frequencies, rope.rotary, ratio};
    auto found = std::ranges::find(m_angles, table);
    if (found == m_angles.end())
        found = m_angles.insert(m_angles.end(), table);
    return {Binding::Kind::Angles, nullptr, static_cast<uint32_t>(found - m_angles.begin()), false};
}

Result<void> checkShared(const Recorder& recorder, uint64_t floats, const char* what) {
    // Besides the vector: lanes of reductions and single words.
    const uint64_t bytes = 4 * (floats + 520);
    if (bytes <= recorder.limits().sharedBytes)
        return {};
    return makeError(ErrorCode::Unsupported,
                     std::format("{} of {} elements: {} bytes of shared memory, this device has {}", what, floats,
                                 bytes, recorder.limits().sharedBytes));
}

}  // namespace lanternfish::backends::gpu
