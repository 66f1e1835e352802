#include "driver/graph.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "driver/driver.h"
#include "scheduler/random.h"

namespace cuda_emulator {

void CopyWork::run() const {
    std::memmove(target, source, bytes);
}

void FillWork::run() const {
    auto* const bytes = static_cast<unsigned char*>(target);
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(bytes + i * elementBytes, &value, elementBytes);
    }
}

bool Graph::has(const void* node) const {
    return std::ranges::any_of(nodes, [node](const auto& own) { return own.get() == node; });
}

std::shared_ptr<ExecutableGraph> ExecutableGraph::make(const Graph& graph) {
    auto executable = std::make_shared<ExecutableGraph>();
    std::map<const GraphNode*, std::size_t> indices;
    for (const auto& node : graph.nodes) {
        indices.emplace(node.get(), indices.size());
    }
    for (const auto& node : graph.nodes) {
        Step step{.node = node.get(), .work = node->work, .dependencies = {}};
        for (const GraphNode* dependency : node->dependencies) {
            step.dependencies.push_back(indices.at(dependency));
        }
        executable->m_steps.push_back(std::move(step));
    }
    return order(executable->m_steps, std::nullopt).size() == graph.nodes.size() ? executable : nullptr;
}

bool ExecutableGraph::setKernel(const void* node, KernelCall call) {
    const auto step = std::ranges::find(m_steps, node, &Step::node);
    if (step == m_steps.end() || !std::holds_alternative<KernelCall>(*step->work)) {
        return false;
    }
    step->work = std::make_shared<const NodeWork>(std::move(call));
    return true;
}

const KernelCall* ExecutableGraph::kernel(const void* node) const {
    const auto step = std::ranges::find(m_steps, node, &Step::node);
    return step == m_steps.end() ? nullptr : std::get_if<KernelCall>(step->work.get());
}

// What is ready is what waits for nothing; without a seed the first in the order of creation comes next. Shorter than
// the steps where dependencies go in circles.
std::vector<std::size_t> ExecutableGraph::order(const std::vector<Step>& steps, std::optional<std::uint64_t> seed) {
    std::vector<std::size_t> waitsFor(steps.size());
    std::vector<std::vector<std::size_t>> dependents(steps.size());
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        waitsFor[i] = steps[i].dependencies.size();
        for (const std::size_t dependency : steps[i].dependencies) {
            dependents[dependency].push_back(i);
        }
        if (waitsFor[i] == 0) {
            ready.push_back(i);
        }
    }
    std::vector<std::size_t> sequence;
    std::uint64_t random = seed.value_or(0);
    while (!ready.empty()) {
        auto chosen = std::ranges::min_element(ready);
        if (seed) {
            random = mixed(random);
            chosen = ready.begin() + static_cast<std::ptrdiff_t>(random % ready.size());
        }
        const std::size_t step = *chosen;
        ready.erase(chosen);
        sequence.push_back(step);
        for (const std::size_t dependent : dependents[step]) {
            if (--waitsFor[dependent] == 0) {
                ready.push_back(dependent);
            }
        }
    }
    return sequence;
}

std::function<void()> ExecutableGraph::launch(Context& context, std::uint64_t number) const {
    return [&context, number, steps = m_steps] {
        const Driver& driver = Driver::instance();
        std::optional<std::uint64_t> seed;
        if (driver.isShuffled()) {
            seed = mixed(driver.seed() ^ mixed(number));
        }
        std::uint64_t count = 0;
        for (const std::size_t i : order(steps, seed)) {
            if (context.lost() != CUDA_SUCCESS) {
                return;
            }
            const NodeWork& work = *steps[i].work;
            if (const auto* call = std::get_if<KernelCall>(&work)) {
                call->run(context, mixed(number) + ++count);
            } else if (const auto* copy = std::get_if<CopyWork>(&work)) {
                copy->run();
            } else if (const auto* fill = std::get_if<FillWork>(&work)) {
                fill->run();
            } else if (const auto* host = std::get_if<HostWork>(&work)) {
                host->function(host->data);
            }
        }
    };
}

}  // namespace cuda_emulator
