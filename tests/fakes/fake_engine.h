#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "lanternfish/engine.h"

namespace lanternfish::fakes {

/// What a fake engine was asked, for tests to look at. Thread: any.
class FakeRecord {
public:
    struct Prompt {
        std::string text;  ///< With the literals of the special tokens.
        uint32_t reused = 0;
    };

    void add(Prompt prompt);
    std::vector<Prompt> prompts() const;

private:
    mutable std::mutex m_mutex;
    std::vector<Prompt> m_prompts;
};

/// How a fake engine behaves. The defaults: loads at once and repeats the question.
struct FakeScript {
    /// Whole answers, given in turn and then from the start again: "content", or "reasoning</think>content", of which a
    /// prompt without thinking gets the content. A prompt that ends within one of them gets the rest of that one.
    std::vector<std::string> answers;
    std::chrono::microseconds loadDelay{0};
    std::vector<LoadProgress> loading;          ///< Told while it loads, each for loadDelay.
    std::chrono::microseconds prefillDelay{0};  ///< Per token.
    std::chrono::microseconds decodeDelay{0};   ///< Per token; a token is one byte.
    std::string loadError;                      ///< Not empty: loading fails with this text.
    /// The devices that there are, best first. Asked for one of them by its id the loader takes that one, else the
    /// first that has not failed.
    std::vector<std::string> devices = {"fake"};
    int failDecodeAt = -1;  ///< Index of the decode call, counted over all answers on one device, that fails.
    ErrorCode failWith = ErrorCode::DeviceLost;
    size_t devicesWithoutRoom = 0;  ///< How many of the devices, from the front, have no memory for a session.
    size_t failingDevices = 1;      ///< How many of the devices, from the front, fail so.
    uint32_t contextLimit = 65536;
    std::string modelName = "Fake";
    std::string deviceName;              ///< Empty: named after its id.
    std::shared_ptr<FakeRecord> record;  ///< May be null.
    /// Called with each token of an answer before anybody else can know it. May be empty.
    std::function<void(std::string_view token)> onToken;
};

/// The loader of an engine without a model: tokens are bytes, answers come from the script.
std::function<Result<std::unique_ptr<Engine>>(const std::filesystem::path&, const EngineOptions&)> fakeLoader(
    FakeScript script);

std::unique_ptr<Engine> makeFakeEngine(FakeScript script);

}  // namespace lanternfish::fakes
