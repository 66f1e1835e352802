#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "app/assistant/answer_buffer.h"
#include "app/assistant/attachment_bytes.h"
#include "app/assistant/context_plan.h"
#include "app/assistant/prompt.h"
#include "app/store/types.h"
#include "lanternfish/engine.h"
#include "lanternfish/sampler.h"

namespace lanternfish::assistant {

/// One answer to write.
struct GenerationJob {
    /// Ends in the answer: empty or, with `goOn`, what to go on from.
    QList<store::Message> branch;
    bool goOn = false;
    QString systemPrompt;
    AttachmentBytes attachments;
    SamplerOptions sampler;
    std::shared_ptr<AnswerBuffer> buffer;
    std::stop_token stop;
};

struct GenerationResult {
    store::Message answer;             ///< As it is to be kept: complete, stopped or failed.
    bool sessionLost = false;          ///< The session failed in a way that calls for a new one.
    std::optional<Error> deviceError;  ///< Its device did, or ran out of memory: another one may go on.
};

/// Whether another device may do what failed so.
bool deviceFailed(const Error& error);

/// Writes the answer on the calling thread. `changed` is called after every change of the buffer.
GenerationResult generate(Engine& engine, Session& session, ContextPlanner& planner, const GenerationJob& job,
                          const std::function<void()>& changed);

}  // namespace lanternfish::assistant
