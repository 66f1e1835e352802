#include "driver/call.h"
#include "emulated_cuda.h"

using namespace cuda_emulator;

EMULATED_CUDA_EXPORT void emulatedCudaReset() {
    Driver::instance().reset();
}

EMULATED_CUDA_EXPORT void emulatedCudaSetCards(const EmulatedCudaCard* cards, int count) {
    std::vector<Card> list;
    for (int i = 0; i < count; ++i) {
        const EmulatedCudaCard& card = cards[i];
        list.push_back({card.name ? card.name : "", card.major, card.minor, card.memoryBytes, card.multiprocessors,
                        card.sharedBytesPerBlock, card.sharedBytesPerBlockOptIn});
    }
    Driver::instance().setCards(std::move(list));
}

EMULATED_CUDA_EXPORT void emulatedCudaSetDriverVersion(int version) {
    Driver::instance().setVersion(version);
}
EMULATED_CUDA_EXPORT void emulatedCudaSetCublasVersion(int version) {
    Driver::instance().setCublasVersion(version);
}
EMULATED_CUDA_EXPORT int emulatedCudaCublasVersion() {
    return Driver::instance().cublasVersion();
}
EMULATED_CUDA_EXPORT void emulatedCudaSetSeed(uint64_t seed) {
    Driver::instance().setSeed(seed);
}
EMULATED_CUDA_EXPORT void emulatedCudaSetShuffled(int shuffled) {
    Driver::instance().setShuffled(shuffled != 0);
}
EMULATED_CUDA_EXPORT void emulatedCudaSetLate(int late) {
    Driver::instance().setLate(late != 0);
}
EMULATED_CUDA_EXPORT void emulatedCudaSetHelpers(int helpers) {
    Driver::instance().setHelpers(helpers);
}

EMULATED_CUDA_EXPORT void emulatedCudaFailCall(const char* function, int n, int result) {
    Driver::instance().faults().planCall(function, n, static_cast<CUresult>(result));
}
EMULATED_CUDA_EXPORT int emulatedCudaCountCall(const char* function) {
    return bareCall(function, [](Driver&) { return CUDA_SUCCESS; });
}
EMULATED_CUDA_EXPORT void emulatedCudaSetLastError(const char* text) {
    Driver::instance().setLastError(text);
}
EMULATED_CUDA_EXPORT void emulatedCudaFailKernel(const char* kernel, int n, int result) {
    Driver::instance().faults().planKernel(kernel, n, static_cast<CUresult>(result));
}
EMULATED_CUDA_EXPORT void emulatedCudaLoseCard(int card, int result) {
    Driver& driver = Driver::instance();
    driver.faults().loseCard(card, static_cast<CUresult>(result));
    const std::shared_ptr<Context> context = driver.context(card);
    if (context && result != CUDA_SUCCESS) {
        context->lose(static_cast<CUresult>(result), "the card is lost, as it was told to be");
    }
}

EMULATED_CUDA_EXPORT const char* emulatedCudaLastError() {
    // Without a destructor, as all that a thread keeps here: see OsThread.
    constexpr std::size_t kMost = 1024;
    static thread_local char text[kMost];
    const std::string last = Driver::instance().lastError();
    text[last.copy(text, kMost - 1)] = 0;
    return text;
}

EMULATED_CUDA_EXPORT void emulatedCudaGetCounts(EmulatedCudaCounts* counts) {
    Driver& driver = Driver::instance();
    *counts = {};
    counts->launches = driver.launches();
    counts->calls = driver.calls();
    for (const std::shared_ptr<Context>& context : driver.contexts()) {
        ++counts->contexts;
        counts->allocations += context->memory().count();
        counts->allocatedBytes += context->memory().used();
        counts->hostAllocations += context->hostMemory.size();
        counts->modules += context->modules.size();
        counts->streams += context->streams.size();
        counts->events += context->events.size();
        counts->graphs += context->graphs.size();
        counts->executableGraphs += context->executableGraphs.size();
    }
}
