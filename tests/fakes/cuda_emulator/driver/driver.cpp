#include "driver/driver.h"

#include <cstdlib>
#include <format>
#include <thread>

namespace cuda_emulator {
namespace {

constexpr int kVersion = 13000;
constexpr int kCublasVersion = 130100;
constexpr std::uint64_t kSeed = 1;
constexpr unsigned kMostHelpers = 4;
constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;

Card defaultCard() {
    return {.name = "Emulated CUDA card",
            .major = 8,
            .minor = 6,
            .memoryBytes = 8 * kGiB,
            .multiprocessors = 16,
            .sharedBytesPerBlock = 48 << 10,
            .sharedBytesPerBlockOptIn = 99 << 10};
}

int defaultHelpers() {
    const unsigned threads = std::thread::hardware_concurrency();
    return static_cast<int>(threads > kMostHelpers ? kMostHelpers : threads) - (threads > 0);
}

}  // namespace

HostMemory::~HostMemory() {
    std::free(data);
}

Context::Context(int index, const Card& card)
    : m_index(index),
      m_card(card),
      m_memory(card.memoryBytes),
      m_defaultStream(std::make_shared<Stream>(true, Driver::instance().late())) {}

Context::~Context() {
    synchronize();
}

CUresult Context::lost() const {
    const CUresult card = Driver::instance().faults().ofCard(m_index);
    return card != CUDA_SUCCESS ? card : m_lost.load();
}

void Context::lose(CUresult result, const std::string& why) {
    CUresult healthy = CUDA_SUCCESS;
    if (m_lost.compare_exchange_strong(healthy, result)) {
        Driver::instance().setLastError(why);
    }
}

std::shared_ptr<Stream> Context::stream(CUstream handle) {
    return handle == nullptr || handle == CU_STREAM_LEGACY ? m_defaultStream : streams.find(handle);
}

CUresult Context::createStream(CUstream* handle, bool isBlocking) {
    const std::scoped_lock lock(m_submission);
    *handle = static_cast<CUstream>(streams.add(std::make_shared<Stream>(isBlocking, Driver::instance().late())));
    return CUDA_SUCCESS;
}

Moment Context::submit(const std::shared_ptr<Stream>& stream, std::function<void()> work) {
    if (stream->capture().isActive() && stream->capture().add(work)) {
        return {stream, 0};
    }
    const std::scoped_lock lock(m_submission);
    std::vector<Moment> before;
    if (stream == m_defaultStream) {
        for (const std::shared_ptr<Stream>& other : streams.all()) {
            if (other->isBlocking()) {
                before.push_back({other, other->submitted()});
            }
        }
    } else if (stream->isBlocking()) {
        before.push_back({m_defaultStream, m_defaultStream->submitted()});
    }
    const std::uint64_t number = stream->submit([this, before = std::move(before), work = std::move(work)] {
        for (const Moment& moment : before) {
            moment.wait();
        }
        if (lost() == CUDA_SUCCESS) {
            work();
        }
    });
    return {stream, number};
}

void Context::synchronize() {
    std::vector<Moment> moments;
    {
        const std::scoped_lock lock(m_submission);
        moments.push_back({m_defaultStream, m_defaultStream->submitted()});
        for (const std::shared_ptr<Stream>& stream : streams.all()) {
            moments.push_back({stream, stream->submitted()});
        }
    }
    for (const Moment& moment : moments) {
        moment.wait();
    }
}

bool Context::invalidateCaptures() {
    bool found = false;
    for (const std::shared_ptr<Stream>& stream : streams.all()) {
        found = found || stream->capture().isActive();
        stream->capture().invalidate();
    }
    return found;
}

bool Context::forbidsAllocation() {
    bool forbidden = false;
    for (const std::shared_ptr<Stream>& stream : streams.all()) {
        if (stream->capture().forbidsAllocation()) {
            stream->capture().invalidate();
            forbidden = true;
        }
    }
    return forbidden;
}

Driver& Driver::instance() {
    static Driver& driver = *new Driver;
    return driver;
}

Driver::Driver() {
    reset();
}

void Driver::reset() {
    std::map<int, Primary> primaries;
    {
        const std::scoped_lock lock(m_mutex);
        primaries.swap(m_primaries);
        m_cards = {defaultCard()};
        m_lastError.clear();
    }
    primaries.clear();
    m_faults.clear();
    m_initialized = false;
    m_version = kVersion;
    m_cublasVersion = kCublasVersion;
    m_shuffled = true;
    m_late = false;
    m_helpers = defaultHelpers();
    m_launches = 0;
    m_calls = 0;
    setSeed(kSeed);
}

void Driver::setSeed(std::uint64_t seed) {
    m_seed = seed;
    m_launchNumbers = 0;
}

std::vector<Card> Driver::cards() const {
    const std::scoped_lock lock(m_mutex);
    return m_cards;
}

void Driver::setCards(std::vector<Card> cards) {
    const std::scoped_lock lock(m_mutex);
    m_cards = std::move(cards);
}

std::shared_ptr<Context> Driver::retain(int card) {
    const Card properties = cards().at(static_cast<std::size_t>(card));
    const std::scoped_lock lock(m_mutex);
    Primary& primary = m_primaries[card];
    if (!primary.context) {
        primary.context = std::make_shared<Context>(card, properties);
    }
    ++primary.references;
    return primary.context;
}

bool Driver::release(int card, bool completely) {
    std::shared_ptr<Context> last;  // Goes after the lock: its streams' work asks the driver.
    const std::scoped_lock lock(m_mutex);
    const auto found = m_primaries.find(card);
    if (found == m_primaries.end()) {
        return false;
    }
    if (--found->second.references == 0 || completely) {
        last = std::move(found->second.context);
        m_primaries.erase(found);
    }
    return true;
}

std::shared_ptr<Context> Driver::context(int card) const {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_primaries.find(card);
    return found == m_primaries.end() ? nullptr : found->second.context;
}

std::vector<std::shared_ptr<Context>> Driver::contexts() const {
    const std::scoped_lock lock(m_mutex);
    std::vector<std::shared_ptr<Context>> found;
    for (const auto& [card, primary] : m_primaries) {
        found.push_back(primary.context);
    }
    return found;
}

std::string Driver::lastError() const {
    const std::scoped_lock lock(m_mutex);
    return m_lastError;
}

void Driver::setLastError(const std::string& text) {
    const std::scoped_lock lock(m_mutex);
    m_lastError = text;
}

}  // namespace cuda_emulator
