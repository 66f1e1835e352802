#pragma once

#include <cuda.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "driver/launch.h"

namespace cuda_emulator {

/// A copy of bytes; on which side they are was checked when it was made.
struct CopyWork {
    void* target = nullptr;
    const void* source = nullptr;
    std::size_t bytes = 0;

    void run() const;
};

/// `count` elements of 1, 2 or 4 bytes.
struct FillWork {
    void* target = nullptr;
    unsigned value = 0;
    unsigned elementBytes = 1;
    std::size_t count = 0;

    void run() const;
};

struct HostWork {
    CUhostFn function = nullptr;
    void* data = nullptr;
};

/// What a stream was given while it captured.
struct CapturedWork {
    std::function<void()> run;
};

struct Graph;

/// A graph in a graph: a copy of what it was when it was added.
struct ChildWork {
    std::shared_ptr<const Graph> graph;
};

using NodeWork = std::variant<std::monostate, KernelCall, CopyWork, FillWork, HostWork, CapturedWork, ChildWork>;

struct GraphNode {
    std::shared_ptr<const NodeWork> work;
    std::vector<const GraphNode*> dependencies;
};

/// Not safe for threads, as in the driver API.
struct Graph {
    std::vector<std::unique_ptr<GraphNode>> nodes;

    bool has(const void* node) const;
    std::shared_ptr<Graph> copy() const;
};

/// What is left of a graph to launch.
class ExecutableGraph {
public:
    /// Null where dependencies go in circles.
    static std::shared_ptr<ExecutableGraph> make(const Graph& graph);

    /// False: the node isn't one of its kernels.
    bool setKernel(const void* node, KernelCall call);
    /// The kernel that `node` runs now, or null.
    const KernelCall* kernel(const void* node) const;
    /// What to do for a launch as the graph is now. Nodes run one after the other, in an order that dependencies allow
    /// and the seed and `number` decide.
    std::function<void()> launch(Context& context, std::uint64_t number) const;

private:
    struct Step {
        const void* node = nullptr;
        std::shared_ptr<const NodeWork> work;
        std::vector<std::size_t> dependencies;
    };

    /// Adds the steps of `graph`, those of graphs in it among its own; all after step `before`. The steps that what
    /// comes after the graph waits for.
    std::vector<std::size_t> append(const Graph& graph, std::optional<std::size_t> before);

    static std::vector<std::size_t> order(const std::vector<Step>& steps, std::optional<std::uint64_t> seed);

    std::vector<Step> m_steps;
};

}  // namespace cuda_emulator
