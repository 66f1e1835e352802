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

std::shared_ptr<Graph> Graph::copy() const {
    auto made = std::make_shared<Graph>();
    std::map<const GraphNode*, const GraphNode*> copies;
    for (const auto& node : nodes) {
        made->nodes.push_back(std::make_unique<GraphNode>(node->work));
        copies.emplace(node.get(), made->nodes.back().get());
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (const GraphNode* dependency : nodes[i]->dependencies) {
            made->nodes[i]->dependencies.push_back(copies.at(dependency));
        }
    }
    return made;
}

std::shared_ptr<ExecutableGraph> ExecutableGraph::make(const Graph& graph) {
    auto executable = std::make_shared<ExecutableGraph>();
    executable->append(graph, std::nullopt);
    return order(executable->m_steps, std::nullopt).size() == executable->m_steps.size() ? executable : nullptr;
}

// A graph in a graph has two empty steps around it, one that its own wait for and one that waits for its own.
std::vector<std::size_t> ExecutableGraph::append(const Graph& graph, std::optional<std::size_t> before) {
    struct Ends {
        std::size_t first, last;
    };
    std::map<const GraphNode*, Ends> ends;
    std::vector<std::size_t> all;
    for (const auto& node : graph.nodes) {
        const std::size_t first = m_steps.size();
        std::size_t last = first;
        m_steps.push_back({.node = node.get(), .work = node->work, .dependencies = {}});
        if (const auto* child = std::get_if<ChildWork>(node->work.get())) {
            std::vector<std::size_t> inner = append(*child->graph, first);
            inner.push_back(first);
            last = m_steps.size();
            m_steps.push_back(
                {.node = nullptr, .work = std::make_shared<const NodeWork>(), .dependencies = std::move(inner)});
        }
        ends.emplace(node.get(), Ends{first, last});
        all.push_back(last);
    }
    for (const auto& node : graph.nodes) {
        std::vector<std::size_t>& waits = m_steps[ends.at(node.get()).first].dependencies;
        for (const GraphNode* dependency : node->dependencies) {
            waits.push_back(ends.at(dependency).last);
        }
        if (before) {
            waits.push_back(*before);
        }
    }
    return all;
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
            } else if (const auto* captured = std::get_if<CapturedWork>(&work)) {
                captured->run();
            }
        }
    };
}

}  // namespace cuda_emulator
