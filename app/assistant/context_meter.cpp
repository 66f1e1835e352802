#include "app/assistant/context_meter.h"

#include <optional>
#include <utility>

#include "app/assistant/file_reader.h"

namespace lanternfish::assistant {

namespace {

constexpr int kDelayMs = 150;

/// Nothing when no model is loaded, or the prompt can't be made: answering will say why.
std::optional<ContextUse> count(ContextPlanner& planner, const TokenCounter& counter,
                                const ContextMeter::Request& request) {
    const Outcome<Prompt> prompt = promptFor(request.branch, false, request.systemPrompt, request.bytes);
    if (!prompt || request.limit == 0) {
        return std::nullopt;
    }
    const auto limit = static_cast<size_t>(request.limit);
    const std::optional<Result<ContextPlan>> plan =
        counter.with([&](const Tokenizer& tokenizer) { return planner.plan(tokenizer, *prompt, limit); });
    if (!plan || !*plan) {
        return std::nullopt;
    }
    return ContextUse{.tokens = static_cast<int>((*plan)->wanted),
                      .limit = request.limit,
                      .tooLong = (*plan)->sent >= limit,
                      .leftOut = (*plan)->leftOut};
}

}  // namespace

ContextMeter::ContextMeter(FileReader* reader, const TokenCounter* counter, QObject* parent)
    : QObject(parent), m_reader(reader), m_counter(counter), m_planner(std::make_shared<ContextPlanner>()) {
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &ContextMeter::start);
}

void ContextMeter::measure(const Request& request) {
    m_request = request;
    if (!m_timer.isActive()) {
        m_timer.start();
    }
}

void ContextMeter::start() {
    // One count at a time: the planner is for one thread.
    if (m_counting) {
        m_again = true;
        return;
    }
    m_counting = true;
    m_reader
        ->run([request = m_request, planner = m_planner, counter = m_counter] {
            return count(*planner, *counter, request);
        })
        .then(this, [this](const std::optional<ContextUse>& use) {
            m_counting = false;
            if (std::exchange(m_again, false)) {
                start();
            } else if (use && *use != m_use) {
                m_use = *use;
                emit changed();
            }
        });
}

}  // namespace lanternfish::assistant
