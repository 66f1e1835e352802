#pragma once

#include <cuda.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "driver/faults.h"
#include "driver/graph.h"
#include "driver/handles.h"
#include "driver/launch.h"
#include "driver/memory.h"
#include "driver/stream.h"

namespace cuda_emulator {

struct Card {
    std::string name;
    int major = 0;
    int minor = 0;
    std::uint64_t memoryBytes = 0;
    int multiprocessors = 0;
    int sharedBytesPerBlock = 0;
    int sharedBytesPerBlockOptIn = 0;
};

struct Event {
    std::mutex mutex;
    Moment moment;  // Of the last record.
    std::shared_ptr<std::atomic<std::int64_t>> nanoseconds;
    bool hasTiming = true;
};

/// Memory of the host that the driver gave out.
struct HostMemory {
    explicit HostMemory(void* memory) : data(memory) {}
    ~HostMemory();
    HostMemory(const HostMemory&) = delete;
    HostMemory& operator=(const HostMemory&) = delete;

    void* data;
};

/// A card's primary context. Safe for threads.
class Context {
public:
    Context(int index, const Card& card);
    /// Waits for all streams; everything that is left goes.
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    int index() const { return m_index; }
    const Card& card() const { return m_card; }
    Memory& memory() { return m_memory; }

    /// CUDA_SUCCESS, or what everything answers from now on.
    CUresult lost() const;
    /// The first reason stays.
    void lose(CUresult result, const std::string& why);

    /// The stream of a handle, with the default stream by its several names; null where there is none.
    std::shared_ptr<Stream> stream(CUstream handle);
    CUresult createStream(CUstream* handle, bool isBlocking);
    /// Submits work that is skipped once the context is lost, and that waits as the default stream asks; to a stream
    /// that captures, a node of its graph.
    Moment submit(const std::shared_ptr<Stream>& stream, std::function<void()> work);
    /// Waits for everything that was submitted until now.
    void synchronize();
    /// After a call that no capture may see; whether there was one.
    bool invalidateCaptures();
    /// Whether a capture forbids the calling thread to allocate; it is invalid then.
    bool forbidsAllocation();

    Handles<Stream> streams;
    Handles<Event> events;
    Handles<Module> modules;
    Handles<Graph> graphs;
    Handles<ExecutableGraph> executableGraphs;
    Handles<HostMemory> hostMemory;
    /// Of all modules, by handle.
    Handles<Function> functions;

private:
    const int m_index;
    const Card m_card;
    Memory m_memory;
    std::atomic<CUresult> m_lost = CUDA_SUCCESS;
    std::mutex m_submission;  // So that what waits for each other was submitted in one order.
    std::shared_ptr<Stream> m_defaultStream;
};

/// The whole emulated driver.
class Driver {
public:
    /// It is never destroyed: streams may run until the process ends.
    static Driver& instance();

    void reset();

    std::vector<Card> cards() const;
    void setCards(std::vector<Card> cards);
    std::shared_ptr<Context> retain(int card);
    /// False: nobody holds it.
    bool release(int card, bool completely);
    /// Null where there is none.
    std::shared_ptr<Context> context(int card) const;
    std::vector<std::shared_ptr<Context>> contexts() const;

    Faults& faults() { return m_faults; }
    std::uint64_t nextLaunch() { return ++m_launchNumbers; }
    void countLaunch() { ++m_launches; }
    void countCall() { ++m_calls; }
    std::uint64_t launches() const { return m_launches; }
    std::uint64_t calls() const { return m_calls; }

    std::string lastError() const;
    void setLastError(const std::string& text);

    bool isInitialized() const { return m_initialized; }
    void setInitialized() { m_initialized = true; }
    int version() const { return m_version; }
    void setVersion(int version) { m_version = version; }
    int cublasVersion() const { return m_cublasVersion; }
    void setCublasVersion(int version) { m_cublasVersion = version; }
    std::uint64_t seed() const { return m_seed; }
    void setSeed(std::uint64_t seed);
    bool isShuffled() const { return m_shuffled; }
    void setShuffled(bool shuffled) { m_shuffled = shuffled; }
    const std::atomic<bool>& late() const { return m_late; }
    void setLate(bool late) { m_late = late; }
    int helpers() const { return m_helpers; }
    void setHelpers(int helpers) { m_helpers = helpers; }

private:
    struct Primary {
        std::shared_ptr<Context> context;
        int references = 0;
    };

    Driver();

    mutable std::mutex m_mutex;
    std::vector<Card> m_cards;
    std::map<int, Primary> m_primaries;
    std::string m_lastError;
    Faults m_faults;
    std::atomic<bool> m_initialized = false;
    std::atomic<int> m_version = 0;
    std::atomic<int> m_cublasVersion = 0;
    std::atomic<std::uint64_t> m_seed = 0;
    std::atomic<bool> m_shuffled = true;
    std::atomic<bool> m_late = false;
    std::atomic<int> m_helpers = 1;
    std::atomic<std::uint64_t> m_launchNumbers = 0;
    std::atomic<std::uint64_t> m_launches = 0;
    std::atomic<std::uint64_t> m_calls = 0;
};

}  // namespace cuda_emulator
