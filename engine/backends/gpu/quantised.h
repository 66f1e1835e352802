#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/backends/gpu/gpu_device.h"
#include "engine/ops/op.h"

namespace lanternfish::backends::gpu {

/// A buffer and its rows as bytes.
struct QuantisedRows {
    BufferPointer buffer;
    std::shared_ptr<Quantised> bytes;
    ops::Extent extent = ops::Extent::Rows;  ///< As many as the step has.
};

/// What becomes of buffers in a recording, in the order of its dispatches: which of them have bytes that say the same.
class QuantisedState {
public:
    /// Its bytes, if any, are those of something older now.
    void wrote(const BufferPointer& buffer);
    void quantised(const QuantisedRows& rows);

    enum class Answer : uint8_t { No, Yes, Unknown };
    /// Unknown for a buffer that the recording has not touched yet: it depends on what ran before.
    Answer holds(const DeviceBuffer& buffer, const Quantised& bytes) const;

    /// What the recording leaves: each buffer that it writes, without bytes where those are of no use afterwards.
    std::vector<QuantisedRows> take() { return std::exchange(m_rows, {}); }

private:
    std::vector<QuantisedRows> m_rows;
};

/// Those of a buffer whose rows have so many columns, made where there are none.
Result<std::shared_ptr<Quantised>> quantisedOf(GpuDevice& device, DeviceBuffer& buffer, uint32_t columns);

}  // namespace lanternfish::backends::gpu
