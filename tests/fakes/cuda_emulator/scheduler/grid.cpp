#include "scheduler/grid.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "scheduler/random.h"

namespace cuda_emulator {
namespace {

/// Block runners keep their stacks: they are lent to whoever runs blocks.
class Runners {
public:
    static Runners& instance() {
        static Runners& runners = *new Runners;  // Streams may outlive static objects.
        return runners;
    }

    std::unique_ptr<BlockRunner> take() {
        const std::scoped_lock lock(m_mutex);
        if (m_idle.empty()) {
            return std::make_unique<BlockRunner>();
        }
        std::unique_ptr<BlockRunner> runner = std::move(m_idle.back());
        m_idle.pop_back();
        return runner;
    }

    void giveBack(std::unique_ptr<BlockRunner> runner) {
        const std::scoped_lock lock(m_mutex);
        m_idle.push_back(std::move(runner));
    }

private:
    std::mutex m_mutex;
    std::vector<std::unique_ptr<BlockRunner>> m_idle;
};

/// A grid that is being run.
class Grid {
public:
    explicit Grid(const Launch& launch)
        : m_launch(launch),
          m_count(std::uint64_t{launch.blocks.x} * launch.blocks.y * launch.blocks.z),
          m_order(m_count, launch.seed) {}

    std::uint64_t count() const { return m_count; }

    /// Runs blocks until none is left. Does nothing once the grid is closed: the launch is gone then.
    void help() {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_closed) {
                return;
            }
            ++m_active;
        }
        runBlocks();
        const std::scoped_lock lock(m_mutex);
        --m_active;
        m_idle.notify_all();
    }

    std::optional<KernelError> finish() {
        std::unique_lock lock(m_mutex);
        m_closed = true;
        m_idle.wait(lock, [this] { return m_active == 0; });
        return std::move(m_error);
    }

private:
    void runBlocks() {
        std::unique_ptr<BlockRunner> runner = Runners::instance().take();
        runner->begin(m_launch);
        while (!m_failed) {
            const std::uint64_t turn = m_next++;
            if (turn >= m_count) {
                break;
            }
            const std::uint64_t i = m_launch.shuffled ? m_order(turn) : turn;
            const dim3 blocks = m_launch.blocks;
            const uint3 block{static_cast<unsigned>(i % blocks.x), static_cast<unsigned>(i / blocks.x % blocks.y),
                              static_cast<unsigned>(i / blocks.x / blocks.y)};
            if (std::optional<KernelError> error = runner->run(block)) {
                const std::scoped_lock lock(m_mutex);
                m_failed = true;
                if (!m_error) {
                    m_error = std::move(error);
                }
            }
        }
        runner->end();
        Runners::instance().giveBack(std::move(runner));
    }

    const Launch m_launch;
    const std::uint64_t m_count;
    const Permutation m_order;
    std::atomic<std::uint64_t> m_next = 0;
    std::atomic<bool> m_failed = false;
    std::mutex m_mutex;
    std::condition_variable m_idle;
    int m_active = 0;
    bool m_closed = false;
    std::optional<KernelError> m_error;
};

/// OS threads that wait for grids to help with.
class Helpers {
public:
    static Helpers& instance() {
        static Helpers& helpers = *new Helpers;
        return helpers;
    }

    void call(const std::shared_ptr<Grid>& grid, std::size_t count) {
        const std::scoped_lock lock(m_mutex);
        while (m_threads.size() < count) {
            m_threads.emplace_back([this] { serve(); });
        }
        m_grids.insert(m_grids.end(), count, grid);
        m_called.notify_all();
    }

private:
    void serve() {
        while (true) {
            std::unique_lock lock(m_mutex);
            m_called.wait(lock, [this] { return !m_grids.empty(); });
            const std::shared_ptr<Grid> grid = std::move(m_grids.front());
            m_grids.pop_front();
            lock.unlock();
            grid->help();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_called;
    std::deque<std::shared_ptr<Grid>> m_grids;
    std::vector<std::thread> m_threads;
};

}  // namespace

std::optional<KernelError> runGrid(const Launch& launch, int helpers) {
    const auto grid = std::make_shared<Grid>(launch);
    const std::uint64_t useful =
        std::min<std::uint64_t>(static_cast<std::uint64_t>(std::max(helpers, 0)), grid->count() - 1);
    if (useful > 0) {
        Helpers::instance().call(grid, useful);
    }
    grid->help();
    return grid->finish();
}

}  // namespace cuda_emulator
