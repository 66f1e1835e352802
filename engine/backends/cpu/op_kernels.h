#pragma once

#include "engine/backends/cpu/step_context.h"

namespace lanternfish::backends::cpu {

// One per op, each in the file of its family. Errors: OutOfMemory.
Result<void> run(StepContext& context, const ops::Embed& op);
Result<void> run(StepContext& context, const ops::HcPre& op);
Result<void> run(StepContext& context, const ops::HcPost& op);
Result<void> run(StepContext& context, const ops::HcHead& op);
Result<void> run(StepContext& context, const ops::RmsNorm& op);
Result<void> run(StepContext& context, const ops::Linear& op);
Result<void> run(StepContext& context, const ops::QFinish& op);
Result<void> run(StepContext& context, const ops::KvFinish& op);
Result<void> run(StepContext& context, const ops::CacheCommit& op);
Result<void> run(StepContext& context, const ops::StateCommit& op);
Result<void> run(StepContext& context, const ops::Compress& op);
Result<void> run(StepContext& context, const ops::IndexQuery& op);
Result<void> run(StepContext& context, const ops::IndexSelect& op);
Result<void> run(StepContext& context, const ops::Attention& op);
Result<void> run(StepContext& context, const ops::OutputFinish& op);
Result<void> run(StepContext& context, const ops::Route& op);
Result<void> run(StepContext& context, const ops::FeedForward& op);
Result<void> run(StepContext& context, const ops::Experts& op);
Result<void> run(StepContext& context, const ops::Logits& op);

}  // namespace lanternfish::backends::cpu
