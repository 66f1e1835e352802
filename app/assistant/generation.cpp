#include "app/assistant/generation.h"

#include <chrono>
#include <QCoreApplication>

#include "app/assistant/rate_meter.h"

namespace lanternfish::assistant {

namespace {

using Clock = std::chrono::steady_clock;

struct Generation {
    Q_DECLARE_TR_FUNCTIONS(Generation)
};

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

QString fromUtf8(const std::string& text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// One run of generate(). Thread: inference.
class Writer {
public:
    Writer(Engine& engine, Session& session, ContextPlanner& planner, const GenerationJob& job,
           const std::function<void()>& changed)
        : m_engine(engine),
          m_session(session),
          m_planner(planner),
          m_job(job),
          m_changed(changed),
          m_splitter(engine.tokenizer(), false),
          m_before(job.branch.last().stats) {}

    GenerationResult write();

private:
    Outcome<void> prefill();
    Outcome<void> decode();
    void show(TokenId token);
    bool endsAnswer(TokenId token) const;
    void finishText();
    std::unexpected<Failure> contextFull(size_t tokens) const;

    Engine& m_engine;
    Session& m_session;
    ContextPlanner& m_planner;
    const GenerationJob& m_job;
    const std::function<void()>& m_changed;
    AnswerSplitter m_splitter;
    RateMeter m_rate;
    const store::AnswerStats m_before;  // of the part that the answer goes on from
    const Clock::time_point m_start = Clock::now();
    Clock::time_point m_decodeStart;
    int m_tokens = 0;
    bool m_synced = false;  // what fails before that is not the session's fault
};

GenerationResult Writer::write() {
    m_job.buffer->change([](AnswerSnapshot& state) { state.prefilling = true; });  // also when another device goes on
    Outcome<void> done = prefill();
    if (done) {
        done = decode();
    }
    GenerationResult result;
    if (done) {
        finishText();
    }
    result.answer = m_job.buffer->snapshot().message;
    if (done) {
        result.answer.status = store::Status::Complete;
    } else if (done.error().code == ErrorCode::Cancelled) {
        // Bytes of an unfinished character are dropped: the answer may be gone on with from here.
        result.answer.status = store::Status::Stopped;
    } else {
        result.answer.status = store::Status::Failed;
        result.answer.error = failureText(done.error());
        result.sessionLost = done.error().code != ErrorCode::InvalidArgument && m_synced;
        if (deviceFailed(done.error())) {
            result.deviceError = done.error();
        }
    }
    return result;
}

Outcome<void> Writer::prefill() {
    LF_TRY(const Prompt whole, promptFor(m_job.branch, m_job.goOn, m_job.systemPrompt, m_job.attachments));
    LF_TRY(const ContextPlan plan, m_planner.plan(m_engine.tokenizer(), whole, m_session.contextLimit()));
    const Prompt prompt = fitted(whole, plan);
    m_splitter = AnswerSplitter(m_engine.tokenizer(), prompt.insideReasoning);
    m_job.buffer->change([this](AnswerSnapshot& state) { state.insideReasoning = m_splitter.insideReasoning(); });
    LF_TRY(const std::vector<TokenId> tokens, encodeChat(m_engine.tokenizer(), prompt.messages, prompt.options));
    if (tokens.size() >= m_session.contextLimit()) {
        return contextFull(tokens.size());
    }
    if (m_job.stop.stop_requested()) {
        return makeError(ErrorCode::Cancelled, "Stopped");
    }
    const auto progress = [this](const SyncProgress& at) {
        m_job.buffer->change([&](AnswerSnapshot& state) {
            state.prefillDone = static_cast<int>(at.done);
            state.prefillTotal = static_cast<int>(at.total);
        });
        m_changed();
    };
    progress({0, 0, static_cast<uint32_t>(tokens.size())});
    m_synced = true;
    LF_TRY(const SyncProgress held, m_session.sync(tokens, progress, m_job.stop));
    m_job.buffer->change([&](AnswerSnapshot& state) {
        state.prefilling = false;
        store::AnswerStats& stats = state.message.stats;
        // Going on with an answer: its earlier part is in `tokens` too, and counted as generated already.
        stats.promptTokens = m_before.promptTokens > 0 ? m_before.promptTokens : static_cast<int>(tokens.size());
        stats.cachedTokens = static_cast<int>(held.reused);
        stats.prefillSeconds = m_before.prefillSeconds + secondsSince(m_start);
    });
    m_changed();
    return {};
}

Outcome<void> Writer::decode() {
    Sampler sampler(m_job.sampler);
    m_decodeStart = Clock::now();
    for (;;) {
        if (m_job.stop.stop_requested()) {
            return makeError(ErrorCode::Cancelled, "Stopped");
        }
        const TokenId token = sampler.sample(m_session.logits());
        if (endsAnswer(token)) {
            return {};
        }
        show(token);
        if (m_session.tokens().size() >= m_session.contextLimit()) {
            return contextFull(m_session.tokens().size());
        }
        LF_CHECK(m_session.decode(token, m_job.stop));
    }
}

void Writer::show(TokenId token) {
    const bool thinking = m_splitter.insideReasoning();
    const AnswerSplitter::Piece piece = m_splitter.push(token);
    m_rate.add(Clock::now());
    ++m_tokens;
    m_job.buffer->change([&](AnswerSnapshot& state) {
        store::Message& message = state.message;
        message.reasoning += fromUtf8(piece.reasoning);
        message.text += fromUtf8(piece.content);
        message.stats.generatedTokens = m_before.generatedTokens + m_tokens;
        message.stats.decodeSeconds = m_before.decodeSeconds + secondsSince(m_decodeStart);
        if (m_tokens == 1 && m_before.firstTokenSeconds == 0) {
            message.stats.firstTokenSeconds = secondsSince(m_start);
        }
        if (thinking) {
            message.stats.thinkingTokens = m_before.thinkingTokens + m_tokens;
            message.stats.thinkingSeconds = m_before.thinkingSeconds + secondsSince(m_decodeStart);
        }
        state.insideReasoning = m_splitter.insideReasoning();
        state.tokensPerSecond = m_rate.perSecond();
    });
    m_changed();
}

/// The end token, and the markers of a turn: a model that writes one is about to speak for somebody else.
bool Writer::endsAnswer(TokenId token) const {
    const Tokenizer& tokenizer = m_engine.tokenizer();
    return token == tokenizer.eosId() || token == tokenizer.bosId() || token == tokenizer.specialId("<｜User｜>") ||
           token == tokenizer.specialId("<｜Assistant｜>");
}

void Writer::finishText() {
    const AnswerSplitter::Piece rest = m_splitter.finish();
    m_job.buffer->change([&](AnswerSnapshot& state) {
        state.message.reasoning += fromUtf8(rest.reasoning);
        state.message.text += fromUtf8(rest.content);
    });
}

std::unexpected<Failure> Writer::contextFull(size_t tokens) const {
    return std::unexpected(Failure::said(
        ErrorCode::InvalidArgument,
        Generation::tr(
            "The context is full: the question and what belongs to it have %L1 tokens, and this model holds %L2. "
            "Everything up to here is kept. Ask for less, or go on in a new conversation.")
            .arg(tokens)
            .arg(m_session.contextLimit())));
}

}  // namespace

bool deviceFailed(const Error& error) {
    return error.code == ErrorCode::DeviceLost || error.code == ErrorCode::OutOfMemory;
}

GenerationResult generate(Engine& engine, Session& session, ContextPlanner& planner, const GenerationJob& job,
                          const std::function<void()>& changed) {
    return Writer(engine, session, planner, job, changed).write();
}

}  // namespace lanternfish::assistant
