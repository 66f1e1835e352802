#include "engine/backends/gpu/quantised.h"

#include <algorithm>

#include "shaders/shared/device_layouts.h"

namespace lanternfish::backends::gpu {

void QuantisedState::wrote(const BufferPointer& buffer) {
    quantised({.buffer = buffer, .bytes = nullptr});
}

void QuantisedState::quantised(const QuantisedRows& rows) {
    const auto found = std::ranges::find(m_rows, rows.buffer, &QuantisedRows::buffer);
    if (found != m_rows.end())
        *found = rows;
    else
        m_rows.push_back(rows);
}

QuantisedState::Answer QuantisedState::holds(const DeviceBuffer& buffer, const Quantised& bytes) const {
    const auto found =
        std::ranges::find_if(m_rows, [&](const QuantisedRows& rows) { return rows.buffer.get() == &buffer; });
    if (found == m_rows.end())
        return Answer::Unknown;
    return found->bytes.get() == &bytes ? Answer::Yes : Answer::No;
}

Result<std::shared_ptr<Quantised>> quantisedOf(GpuDevice& device, DeviceBuffer& buffer, uint32_t columns) {
    if (buffer.quantised && buffer.quantised->columns == columns)
        return buffer.quantised;
    // For all rows that the buffer has room for: recordings of more rows share it.
    const uint64_t rows = buffer.bytes() / (sizeof(float) * columns);
    auto made = std::make_shared<Quantised>();
    made->columns = columns;
    LF_TRY(made->memory, device.createBuffer(rows * LF_QUANTISED_ROW_BYTES(uint64_t{columns}), Placement::Device));
    buffer.quantised = made;
    return made;
}

}  // namespace lanternfish::backends::gpu
