#pragma once

#include <deque>
#include <memory>
#include <string>

#include "engine/model/binding.h"

namespace lanternfish::bench {

/// V4-Flash's dimensions with one layer of each kind of attention, and its tensors without their bytes. Source: spec 1.
struct FlashModel {
    model::ModelConfig config;
    model::ModelTensors tensors;
    std::deque<format::TensorInfo> infos;  ///< What `tensors` points to.
};

/// Dense weights are Q8_0, small ones F16, BF16 and F32; of the routed experts, `gateUp` and `down`.
std::unique_ptr<FlashModel> makeFlashModel(quant::Type gateUp, quant::Type down);

}  // namespace lanternfish::bench
