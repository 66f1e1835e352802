#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "app/assistant/answer_buffer.h"
#include "app/assistant/prompt.h"
#include "app/store/types.h"
#include "lanternfish/engine.h"
#include "lanternfish/sampler.h"

namespace lanternfish::assistant {

/// One answer to write.
struct GenerationJob {
    store::Message answer;  ///< Empty, or what to go on from.
    Prompt prompt;
    SamplerOptions sampler;
    std::shared_ptr<AnswerBuffer> buffer;
    std::stop_token stop;
};

struct GenerationResult {
    store::Message answer;     ///< As it is to be kept: complete, stopped or failed.
    bool sessionLost = false;  ///< The session failed in a way that calls for a new one.
};

/// Writes the answer on the calling thread. `changed` is called after every change of the buffer.
GenerationResult generate(Engine& engine, Session& session, const GenerationJob& job,
                          const std::function<void()>& changed);

}  // namespace lanternfish::assistant
