#include <algorithm>

#include "engine/backends/gpu/recorder.h"
#include "shaders/shared/device_layouts.h"
#include "shaders/shared/kernel_arguments.h"

namespace lanternfish::backends::gpu {

namespace {
// Elements that a workgroup of quantise takes of a row.
constexpr uint32_t kElements = 1024;
}  // namespace

Dispatch quantiseDispatch(const Binding& x, const Binding& bytes, const QuantisedRange& range) {
    Dispatch dispatch{.shader = Shader::Quantise};
    dispatch.bindings = {Recorder::step(), x, bytes};
    const uint32_t extent = range.extent == ops::Extent::Rows ? LF_EXTENT_ROWS : LF_EXTENT_OUTPUTS;
    dispatch.setPush(shaders::LfQuantise{range.columns, extent, range.firstRow, range.rowLimit, range.times});
    dispatch.groups[0] = divideUp(range.columns, kElements);
    dispatch.groups[1] = range.rowLimit * range.times;
    const uint64_t rows = dispatch.groups[1];
    dispatch.count(rows * (sizeof(float) * range.columns + LF_QUANTISED_ROW_BYTES(uint64_t{range.columns})));
    return dispatch;
}

void Recorder::add(Stage stage) {
    for (Dispatch& dispatch : stage.dispatches) {
        dispatch.fast = fast();
        if (!limits().quantises)
            continue;
        const auto note = [&](const Binding& binding) {
            if (binding.written && binding.memory)
                m_quantised.wrote(binding.memory);
        };
        std::ranges::for_each(dispatch.bindings, note);
        std::ranges::for_each(dispatch.addresses, note, &AddressSlot::binding);
        for (const QuantisedRows& rows : dispatch.quantises)
            m_quantised.quantised(rows);
    }
    m_stages.push_back(std::move(stage));
}

Result<Binding> Recorder::quantised(const Binding& x, uint32_t columns, ops::Extent extent) {
    LF_TRY(const std::shared_ptr<Quantised> bytes, quantisedOf(m_device, *x.memory, columns));
    const QuantisedRows rows{x.memory, bytes, extent};
    const QuantisedState::Answer answer = m_quantised.holds(*x.memory, *bytes);
    if (answer != QuantisedState::Answer::Yes) {
        Dispatch dispatch = quantiseDispatch(x, memory(bytes->memory, true),
                                             {.columns = columns, .extent = extent, .rowLimit = count(extent)});
        dispatch.quantises.push_back(rows);
        if (answer == QuantisedState::Answer::No) {
            add(std::move(dispatch));
        } else {
            dispatch.fast = fast();
            m_inputs.push_back({rows, Stage{{std::move(dispatch)}, std::nullopt, false}});
            m_quantised.quantised(rows);
        }
    }
    return memory(bytes->memory, false);
}

Result<std::optional<QuantisedRows>> Recorder::quantisedRows(const Binding& out, uint32_t columns, ops::Extent extent) {
    if (!quantises() || columns % LF_QUANTISED_BLOCK != 0)
        return std::nullopt;
    LF_TRY(std::shared_ptr<Quantised> bytes, quantisedOf(m_device, *out.memory, columns));
    return QuantisedRows{out.memory, std::move(bytes), extent};
}

Result<void> Recorder::bindQuantised(Dispatch& dispatch, const Binding& out, uint32_t columns, ops::Extent extent) {
    LF_TRY(const std::optional<QuantisedRows> rows, quantisedRows(out, columns, extent));
    if (!rows)
        return {};
    dispatch.bindings.push_back(memory(rows->bytes->memory, true));
    dispatch.quantises.push_back(*rows);
    dispatch.count(uint64_t{count(extent)} * LF_QUANTISED_ROW_BYTES(uint64_t{columns}));
    return {};
}

}  // namespace lanternfish::backends::gpu
