#include "tests/fakes/fake_engine.h"

#include <algorithm>
#include <array>
#include <map>
#include <thread>

namespace lanternfish::fakes {

namespace {

constexpr TokenId kFirstSpecial = 256;
constexpr std::array<std::string_view, 6> kSpecials = {
    "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"};
constexpr std::string_view kAssistant = kSpecials[3];
constexpr std::string_view kUser = kSpecials[2];
constexpr std::string_view kThink = kSpecials[4];
constexpr std::string_view kEndThink = kSpecials[5];

class FakeTokenizer final : public Tokenizer {
public:
    FakeTokenizer() {
        for (int byte = 0; byte < kFirstSpecial; ++byte) {
            m_bytes[static_cast<size_t>(byte)] = static_cast<char>(byte);
        }
    }

    uint32_t vocabularySize() const override { return kFirstSpecial + static_cast<uint32_t>(kSpecials.size()); }

    std::vector<TokenId> encode(std::string_view text) const override {
        std::vector<TokenId> ids;
        for (const char byte : text) {
            ids.push_back(static_cast<unsigned char>(byte));
        }
        return ids;
    }

    std::vector<TokenId> encodeWithSpecials(std::string_view text) const override {
        std::vector<TokenId> ids;
        while (!text.empty()) {
            const auto* found =
                std::ranges::find_if(kSpecials, [&](std::string_view special) { return text.starts_with(special); });
            if (found != kSpecials.end()) {
                ids.push_back(kFirstSpecial + static_cast<TokenId>(found - kSpecials.begin()));
                text.remove_prefix(found->size());
            } else {
                ids.push_back(static_cast<unsigned char>(text.front()));
                text.remove_prefix(1);
            }
        }
        return ids;
    }

    std::string_view tokenBytes(TokenId id) const override {
        if (id < 0 || id >= static_cast<TokenId>(vocabularySize())) {
            return {};
        }
        const auto index = static_cast<size_t>(id);
        return isSpecial(id) ? kSpecials[index - kFirstSpecial] : std::string_view(&m_bytes[index], 1);
    }

    bool isSpecial(TokenId id) const override {
        return id >= kFirstSpecial && id < static_cast<TokenId>(vocabularySize());
    }

    std::optional<TokenId> specialId(std::string_view text) const override {
        const auto* found = std::ranges::find(kSpecials, text);
        return found == kSpecials.end()
                   ? std::nullopt
                   : std::optional(kFirstSpecial + static_cast<TokenId>(found - kSpecials.begin()));
    }

    TokenId bosId() const override { return kFirstSpecial; }
    TokenId eosId() const override { return kFirstSpecial + 1; }

private:
    std::array<char, kFirstSpecial> m_bytes;
};

/// What the sessions on one device share.
struct State {
    FakeScript script;
    FakeTokenizer tokenizer;
    size_t nextAnswer = 0;
    int decodeCalls = 0;
};

/// Sleeps in short pieces, so that a stop is seen within one of them.
Result<void> pause(std::chrono::microseconds time, const std::stop_token& stop) {
    constexpr std::chrono::microseconds kPiece(5000);
    while (!stop.stop_requested() && time.count() > 0) {
        std::this_thread::sleep_for(std::min(time, kPiece));
        time -= kPiece;
    }
    return stop.stop_requested() ? Result<void>(makeError(ErrorCode::Cancelled, "Cancelled")) : Result<void>();
}

class FakeSession final : public Session {
public:
    explicit FakeSession(State& state) : m_state(state), m_logits(state.tokenizer.vocabularySize(), 0.0F) {}

    Result<SyncProgress> sync(std::span<const TokenId> wanted, const std::function<void(const SyncProgress&)>& progress,
                              std::stop_token stop) override {
        if (wanted.empty() || wanted.size() > m_state.script.contextLimit) {
            return makeError(ErrorCode::InvalidArgument, "The fake session can't hold this prompt");
        }
        const auto same = std::ranges::mismatch(m_tokens, wanted).in1 - m_tokens.begin();
        m_tokens.resize(static_cast<size_t>(same));
        SyncProgress at{static_cast<uint32_t>(same), static_cast<uint32_t>(same), static_cast<uint32_t>(wanted.size())};
        constexpr uint32_t kChunk = 64;
        while (at.done < at.total) {
            const uint32_t rows = std::min(kChunk, at.total - at.done);
            LF_CHECK(pause(m_state.script.prefillDelay * rows, stop));
            m_tokens.insert(m_tokens.end(), wanted.begin() + at.done, wanted.begin() + at.done + rows);
            at.done += rows;
            if (progress) {
                progress(at);
            }
        }
        plan();
        if (m_state.script.record) {
            m_state.script.record->add({textOf(m_tokens), at.reused});
        }
        return at;
    }

    Result<void> decode(TokenId token, std::stop_token stop) override {
        LF_CHECK(pause(m_state.script.decodeDelay, stop));
        if (m_tokens.size() >= m_state.script.contextLimit) {
            return makeError(ErrorCode::InvalidArgument, "The fake session's context is full");
        }
        if (m_state.decodeCalls++ == m_state.script.failDecodeAt) {
            return makeError(m_state.script.failWith, "The fake device stopped answering");
        }
        m_tokens.push_back(token);
        ++m_next;
        setLogits();
        return {};
    }

    Result<void> appendWithLogits(std::span<const TokenId> tokens,
                                  const std::function<void(uint32_t, std::span<const float>)>& sink,
                                  std::stop_token stop) override {
        for (uint32_t i = 0; i < tokens.size(); ++i) {
            LF_CHECK(decode(tokens[i], stop));
            sink(i, m_logits);
        }
        return {};
    }

    Result<void> fillRandom(uint32_t count, uint64_t seed) override {
        m_tokens.assign(count, static_cast<TokenId>(seed % kFirstSpecial));
        return {};
    }

    std::span<const float> logits() const override {
        return m_tokens.empty() ? std::span<const float>() : std::span<const float>(m_logits);
    }
    const std::vector<TokenId>& tokens() const override { return m_tokens; }
    uint32_t contextLimit() const override { return m_state.script.contextLimit; }
    uint64_t cacheBytes() const override { return m_tokens.size() * sizeof(TokenId); }

private:
    std::string textOf(std::span<const TokenId> tokens) const {
        std::string text;
        for (const TokenId token : tokens) {
            text += m_state.tokenizer.tokenBytes(token);
        }
        return text;
    }

    /// Chooses the tokens to come from the script.
    void plan() {
        const std::string prompt = textOf(m_tokens);
        const size_t marker = prompt.rfind(kAssistant);
        std::string begun = marker == std::string::npos ? "" : prompt.substr(marker + kAssistant.size());
        const bool thinks = begun.starts_with(kThink);
        if (thinks || begun.starts_with(kEndThink)) {
            begun.erase(0, (thinks ? kThink : kEndThink).size());
        }
        std::string answer = chooseAnswer(prompt, marker, begun, thinks);
        answer.erase(0, answer.starts_with(begun) ? begun.size() : 0);
        m_plan = m_state.tokenizer.encodeWithSpecials(answer);
        m_next = 0;
        setLogits();
    }

    std::string chooseAnswer(const std::string& prompt, size_t marker, const std::string& begun, bool thinks) {
        const auto forMode = [&](const std::string& answer) {
            const size_t end = answer.find(kEndThink);
            return thinks || end == std::string::npos ? answer : answer.substr(end + kEndThink.size());
        };
        const std::vector<std::string>& answers = m_state.script.answers;
        if (!begun.empty()) {
            for (const std::string& answer : answers) {
                if (forMode(answer).starts_with(begun)) {
                    return forMode(answer);
                }
            }
        }
        if (!answers.empty()) {
            return forMode(answers[m_state.nextAnswer++ % answers.size()]);
        }
        const size_t question = prompt.rfind(kUser, marker);
        if (question == std::string::npos) {
            return "You asked nothing.";
        }
        const size_t start = question + kUser.size();
        const std::string echo = "You asked: " + prompt.substr(start, marker - start);
        return thinks ? "A question." + std::string(kEndThink) + echo : echo;
    }

    void setLogits() {
        std::ranges::fill(m_logits, 0.0F);
        const TokenId token = m_next < m_plan.size() ? m_plan[m_next] : m_state.tokenizer.eosId();
        if (m_state.script.onToken && token != m_state.tokenizer.eosId()) {
            m_state.script.onToken(m_state.tokenizer.tokenBytes(token));
        }
        m_logits[static_cast<size_t>(token)] = 100.0F;  // e^-100 for the rest: never sampled at temperature 1
    }

    State& m_state;
    std::vector<TokenId> m_tokens;
    std::vector<TokenId> m_plan;
    size_t m_next = 0;
    std::vector<float> m_logits;
};

class FakeEngine final : public Engine {
public:
    FakeEngine(std::shared_ptr<State> shared, const std::string& id, const EngineOptions& options)
        : m_shared(std::move(shared)), m_state(*m_shared) {
        m_info.name = m_state.script.modelName;
        m_info.architecture = "fake";
        m_info.fingerprint = "00000000000000fa";
        m_info.contextLength = m_state.script.contextLimit;
        m_info.vocabularySize = m_state.tokenizer.vocabularySize();
        m_reason.kind = options.backend == "auto" ? DeviceReason::Kind::Graphics : DeviceReason::Kind::Named;
        m_reason.skipped = options.failed;
        Device& device = m_reason.device;
        device.id = id;
        device.backend = "fake";
        device.name = !m_state.script.deviceName.empty() ? m_state.script.deviceName
                      : id == "fake"                     ? "Fake device"
                                                         : "Fake device " + id;
        device.details.driver = "for tests";
    }

    const ModelInfo& info() const override { return m_info; }
    const Device& device() const override { return m_reason.device; }
    const DeviceReason& deviceReason() const override { return m_reason; }
    const Tokenizer& tokenizer() const override { return m_state.tokenizer; }
    Result<std::unique_ptr<Session>> createSession() override {
        if (m_state.script.devicesWithoutRoom > 0) {
            return makeError(ErrorCode::OutOfMemory, "The fake device has no room");
        }
        return std::make_unique<FakeSession>(m_state);
    }

private:
    std::shared_ptr<State> m_shared;
    State& m_state;
    ModelInfo m_info;
    DeviceReason m_reason;
};

}  // namespace

void FakeRecord::add(Prompt prompt) {
    const std::scoped_lock lock(m_mutex);
    m_prompts.push_back(std::move(prompt));
}

std::vector<FakeRecord::Prompt> FakeRecord::prompts() const {
    const std::scoped_lock lock(m_mutex);
    return m_prompts;
}

std::unique_ptr<Engine> makeFakeEngine(FakeScript script) {
    const std::string device = script.devices.front();
    return std::make_unique<FakeEngine>(std::make_shared<State>(std::move(script)), device, EngineOptions{});
}

std::function<Result<std::unique_ptr<Engine>>(const std::filesystem::path&, const EngineOptions&)> fakeLoader(
    FakeScript script) {
    std::map<std::string, std::shared_ptr<State>> states;
    for (size_t i = 0; i < script.devices.size(); ++i) {
        auto state = std::make_shared<State>(script);
        state->script.failDecodeAt = i < script.failingDevices ? script.failDecodeAt : -1;
        state->script.devicesWithoutRoom -= std::min(i, script.devicesWithoutRoom);
        states.emplace(script.devices[i], std::move(state));
    }
    return [script = std::move(script), states = std::move(states)](
               const std::filesystem::path&, const EngineOptions& options) -> Result<std::unique_ptr<Engine>> {
        for (const LoadProgress& each : script.loading) {
            if (options.progress) {
                options.progress(each);
            }
            std::this_thread::sleep_for(script.loadDelay);
        }
        if (script.loading.empty()) {
            std::this_thread::sleep_for(script.loadDelay);
        }
        if (!script.loadError.empty()) {
            return makeError(ErrorCode::InvalidFile, script.loadError);
        }
        const bool named = states.contains(options.backend);
        for (const std::string& device : script.devices) {
            const auto isDevice = [&](const FailedDevice& failed) { return failed.device.id == device; };
            if (named ? device == options.backend : std::ranges::none_of(options.failed, isDevice)) {
                return std::make_unique<FakeEngine>(states.at(device), device, options);
            }
        }
        return makeError(ErrorCode::NotFound, "no fake device is left");
    };
}

}  // namespace lanternfish::fakes
