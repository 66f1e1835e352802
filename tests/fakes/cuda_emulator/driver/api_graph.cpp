// Graphs.
#include <algorithm>
#include <format>
#include <span>

#include "driver/call.h"

using namespace cuda_emulator;

namespace {

const GraphNode* nodeOf(CUgraphNode handle) {
    return reinterpret_cast<const GraphNode*>(handle);
}

/// Lets `make` say what a new node does, and adds it.
template <class Make>
CUresult addNode(const char* name, CUgraphNode* handle, CUgraph graphHandle, const CUgraphNode* dependencies,
                 std::size_t count, Make make) {
    return contextCall(name, [&](Context& context) {
        const std::shared_ptr<Graph> graph = context.graphs.find(graphHandle);
        if (!graph || !handle || (count > 0 && !dependencies)) {
            return refused(CUDA_ERROR_INVALID_VALUE, std::string(name) + ": there is no such graph");
        }
        auto node = std::make_unique<GraphNode>();
        for (const CUgraphNode dependency : std::span(dependencies, count)) {
            if (!graph->has(dependency)) {
                return refused(CUDA_ERROR_INVALID_VALUE, std::string(name) + ": depends on a node of another graph");
            }
            node->dependencies.push_back(nodeOf(dependency));
        }
        NodeWork work;
        if (const CUresult result = make(context, work); result != CUDA_SUCCESS) {
            return result;
        }
        node->work = std::make_shared<const NodeWork>(std::move(work));
        *handle = reinterpret_cast<CUgraphNode>(node.get());
        graph->nodes.push_back(std::move(node));
        return CUDA_SUCCESS;
    });
}

CUresult makeKernel(Context& context, const CUDA_KERNEL_NODE_PARAMS* from, KernelCall& call) {
    const std::shared_ptr<Function> function = from ? context.functions.find(from->func) : nullptr;
    if (!function) {
        return refused(CUDA_ERROR_INVALID_VALUE, "a graph's kernel node without a function");
    }
    call.function = function;
    call.blocks = {from->gridDimX, from->gridDimY, from->gridDimZ};
    call.threads = {from->blockDimX, from->blockDimY, from->blockDimZ};
    call.dynamicSharedBytes = from->sharedMemBytes;
    std::string why;
    const CUresult result = call.prepare(from->kernelParams, from->extra, why);
    return result == CUDA_SUCCESS ? result : refused(result, why);
}

CUresult makeCopy(Context& context, const CUDA_MEMCPY3D& from, CopyWork& copy) {
    const auto isHost = [](CUmemorytype type) { return type == CU_MEMORYTYPE_HOST; };
    if (from.Height > 1 || from.Depth > 1 || from.srcMemoryType == CU_MEMORYTYPE_ARRAY ||
        from.dstMemoryType == CU_MEMORYTYPE_ARRAY) {
        return refused(CUDA_ERROR_NOT_SUPPORTED, "a graph's copy node: the emulator copies single rows of bytes only");
    }
    copy.bytes = from.WidthInBytes;
    copy.source = static_cast<const char*>(isHost(from.srcMemoryType) ? from.srcHost
                                                                      : reinterpret_cast<const void*>(from.srcDevice)) +
                  from.srcXInBytes;
    copy.target =
        static_cast<char*>(isHost(from.dstMemoryType) ? from.dstHost : reinterpret_cast<void*>(from.dstDevice)) +
        from.dstXInBytes;
    const auto isWrong = [&](const void* address, CUmemorytype type) {
        return isHost(type) ? !address : !context.memory().holds(reinterpret_cast<CUdeviceptr>(address), copy.bytes);
    };
    if (isWrong(copy.source, from.srcMemoryType) || isWrong(copy.target, from.dstMemoryType)) {
        return refused(CUDA_ERROR_INVALID_VALUE,
                       std::format("a graph's copy node: {} bytes that aren't in one allocation", copy.bytes));
    }
    return CUDA_SUCCESS;
}

CUresult makeFill(Context& context, const CUDA_MEMSET_NODE_PARAMS& from, FillWork& fill) {
    const bool isSize = from.elementSize == 1 || from.elementSize == 2 || from.elementSize == 4;
    if (from.height > 1) {
        return refused(CUDA_ERROR_NOT_SUPPORTED, "a graph's fill node: the emulator fills single rows only");
    }
    if (!isSize || !context.memory().holds(from.dst, from.width * from.elementSize)) {
        return refused(CUDA_ERROR_INVALID_VALUE, "a graph's fill node: not in one allocation of the card");
    }
    fill = {reinterpret_cast<void*>(from.dst), from.value, from.elementSize, from.width};
    return CUDA_SUCCESS;
}

CUresult addDependencies(CUgraph graphHandle, const CUgraphNode* from, const CUgraphNode* to, std::size_t count) {
    return contextCall("cuGraphAddDependencies", [&](Context& context) {
        const std::shared_ptr<Graph> graph = context.graphs.find(graphHandle);
        if (!graph) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (!graph->has(from[i]) || !graph->has(to[i]) || from[i] == to[i]) {
                return refused(CUDA_ERROR_INVALID_VALUE, "cuGraphAddDependencies: a node that isn't of this graph");
            }
        }
        for (std::size_t i = 0; i < count; ++i) {
            auto& dependencies = reinterpret_cast<GraphNode*>(to[i])->dependencies;
            if (std::ranges::find(dependencies, nodeOf(from[i])) != dependencies.end()) {
                return refused(CUDA_ERROR_INVALID_VALUE, "cuGraphAddDependencies: a dependency that is there already");
            }
            dependencies.push_back(nodeOf(from[i]));
        }
        return CUDA_SUCCESS;
    });
}

}  // namespace

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphCreate(CUgraph* handle, unsigned int flags) {
    return contextCall("cuGraphCreate", [&](Context& context) {
        if (flags != 0) {
            return CUDA_ERROR_INVALID_VALUE;
        }
        *handle = static_cast<CUgraph>(context.graphs.add(std::make_shared<Graph>()));
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphDestroy(CUgraph handle) {
    return releasingCall("cuGraphDestroy", [&](Context& context) {
        return context.graphs.take(handle) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddKernelNode(CUgraphNode* node, CUgraph graph,
                                                           const CUgraphNode* dependencies, size_t count,
                                                           const CUDA_KERNEL_NODE_PARAMS* parameters) {
    return addNode("cuGraphAddKernelNode", node, graph, dependencies, count, [&](Context& context, NodeWork& work) {
        return makeKernel(context, parameters, work.emplace<KernelCall>());
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddMemcpyNode(CUgraphNode* node, CUgraph graph,
                                                           const CUgraphNode* dependencies, size_t count,
                                                           const CUDA_MEMCPY3D* parameters, CUcontext) {
    return addNode("cuGraphAddMemcpyNode", node, graph, dependencies, count, [&](Context& context, NodeWork& work) {
        return makeCopy(context, *parameters, work.emplace<CopyWork>());
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddMemsetNode(CUgraphNode* node, CUgraph graph,
                                                           const CUgraphNode* dependencies, size_t count,
                                                           const CUDA_MEMSET_NODE_PARAMS* parameters, CUcontext) {
    return addNode("cuGraphAddMemsetNode", node, graph, dependencies, count, [&](Context& context, NodeWork& work) {
        return makeFill(context, *parameters, work.emplace<FillWork>());
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddHostNode(CUgraphNode* node, CUgraph graph,
                                                         const CUgraphNode* dependencies, size_t count,
                                                         const CUDA_HOST_NODE_PARAMS* parameters) {
    return addNode("cuGraphAddHostNode", node, graph, dependencies, count, [&](Context&, NodeWork& work) {
        work = HostWork{parameters->fn, parameters->userData};
        return parameters->fn ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddChildGraphNode(CUgraphNode* node, CUgraph graph,
                                                               const CUgraphNode* dependencies, size_t count,
                                                               CUgraph childHandle) {
    return addNode("cuGraphAddChildGraphNode", node, graph, dependencies, count, [&](Context& context, NodeWork& work) {
        const std::shared_ptr<Graph> child = context.graphs.find(childHandle);
        if (!child || childHandle == graph) {
            return refused(CUDA_ERROR_INVALID_VALUE, "cuGraphAddChildGraphNode: no graph, or the graph itself");
        }
        work = ChildWork{child->copy()};
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddEmptyNode(CUgraphNode* node, CUgraph graph,
                                                          const CUgraphNode* dependencies, size_t count) {
    return addNode("cuGraphAddEmptyNode", node, graph, dependencies, count,
                   [](Context&, NodeWork&) { return CUDA_SUCCESS; });
}

// Which of the two cuda.h means depends on its version; both are exported.
#undef cuGraphAddDependencies
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddDependencies(CUgraph graph, const CUgraphNode* from,
                                                             const CUgraphNode* to, size_t count) {
    return addDependencies(graph, from, to, count);
}
EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphAddDependencies_v2(CUgraph graph, const CUgraphNode* from,
                                                                const CUgraphNode* to, const CUgraphEdgeData* edges,
                                                                size_t count) {
    if (edges) {
        return refused(CUDA_ERROR_NOT_SUPPORTED, "cuGraphAddDependencies: the emulator has plain edges only");
    }
    return addDependencies(graph, from, to, count);
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphInstantiateWithFlags(CUgraphExec* handle, CUgraph graphHandle,
                                                                  unsigned long long) {
    return contextCall("cuGraphInstantiate", [&](Context& context) {
        const std::shared_ptr<Graph> graph = context.graphs.find(graphHandle);
        const std::shared_ptr<ExecutableGraph> executable = graph ? ExecutableGraph::make(*graph) : nullptr;
        if (!executable) {
            return refused(CUDA_ERROR_INVALID_VALUE, "cuGraphInstantiate: no graph, or one that goes in circles");
        }
        *handle = static_cast<CUgraphExec>(context.executableGraphs.add(executable));
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphExecDestroy(CUgraphExec handle) {
    return releasingCall("cuGraphExecDestroy", [&](Context& context) {
        return context.executableGraphs.take(handle) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphExecKernelNodeSetParams(CUgraphExec handle, CUgraphNode node,
                                                                     const CUDA_KERNEL_NODE_PARAMS* parameters) {
    return contextCall("cuGraphExecKernelNodeSetParams", [&](Context& context) {
        const std::shared_ptr<ExecutableGraph> executable = context.executableGraphs.find(handle);
        if (!executable || !executable->kernel(node)) {
            return refused(CUDA_ERROR_INVALID_VALUE, "cuGraphExecKernelNodeSetParams: no kernel node of this graph");
        }
        KernelCall call;
        if (const CUresult result = makeKernel(context, parameters, call); result != CUDA_SUCCESS) {
            return result;
        }
        executable->setKernel(node, std::move(call));
        return CUDA_SUCCESS;
    });
}

EMULATED_CUDA_EXPORT CUresult CUDAAPI cuGraphLaunch(CUgraphExec handle, CUstream streamHandle) {
    return contextCall("cuGraphLaunch", [&](Context& context) {
        const std::shared_ptr<ExecutableGraph> executable = context.executableGraphs.find(handle);
        const std::shared_ptr<Stream> stream = context.stream(streamHandle);
        if (!executable || !stream) {
            return refused(CUDA_ERROR_INVALID_HANDLE, "cuGraphLaunch: there is no such graph or stream");
        }
        context.submit(stream, executable->launch(context, Driver::instance().nextLaunch()));
        return CUDA_SUCCESS;
    });
}
