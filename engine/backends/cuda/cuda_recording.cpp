#include "engine/backends/cuda/cuda_recording.h"

#include <algorithm>
#include <cstring>
#include <format>
#include <map>
#include <set>

#include "shaders/shared/kernel_arguments.h"

namespace lanternfish::backends::cuda {

namespace {

static_assert(LF_STEP_CANCEL == 0, "what is sent with a step begins behind the word that stops it");

/// The arguments of any kernel; each reads as much of them as its structure has.
using Arguments = shaders::KernelArguments<uint32_t[gpu::kPushBytes / 4]>;

/// Finds every kernel.
Result<void> checkKernels(CudaDevice& device, std::span<const gpu::Stage> stages) {
    for (const gpu::Stage& stage : stages)
        for (const gpu::Dispatch& dispatch : stage.dispatches) {
            if (dispatch.shader == gpu::Shader::Gemm)
                continue;
            if (dispatch.bindings.size() > LF_MOST_BINDINGS || dispatch.constants.size() > LF_MOST_CONSTANTS)
                return makeError(ErrorCode::Internal,
                                 std::format("'{}' binds {} buffers with {} constants, kernels take {} and {}",
                                             gpu::shaderName(dispatch.shader).name, dispatch.bindings.size(),
                                             dispatch.constants.size(), LF_MOST_BINDINGS, LF_MOST_CONSTANTS));
            LF_CHECK(device.kernel(dispatch.shader, dispatch.constants, dispatch.fast));
        }
    return {};
}

}  // namespace

struct CudaRecording::Graph final : Commands {
    Graph(CudaDevice& of, gpu::LaunchList owned) : device(of), list(std::move(owned)) {}
    ~Graph() override {
        (void)device.enter();
        if (instance != nullptr)
            device.driver().cuGraphExecDestroy(instance);
    }

    CudaDevice& device;
    gpu::LaunchList list;
    CUgraphExec instance = nullptr;
};

/// Adds nodes in the order of the launches; each depends on the last ones that wrote what it touches, and on those that
/// read what it writes.
class CudaRecording::Writer {
public:
    explicit Writer(CudaDevice& device) : m_device(device) {}
    ~Writer() {
        if (m_graph != nullptr)
            m_device.driver().cuGraphDestroy(m_graph);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Result<void> begin() { return m_device.check(m_device.driver().cuGraphCreate(&m_graph, 0), "create a graph"); }

    /// From the mirror to the device, from byte `first` on.
    Result<void> send(const gpu::DeviceBuffer& buffer, uint64_t first) {
        if (first >= buffer.bytes())
            return {};
        CUDA_MEMCPY3D copy{};
        copy.srcMemoryType = CU_MEMORYTYPE_HOST;
        copy.srcHost = buffer.mapped() + first;
        copy.dstMemoryType = CU_MEMORYTYPE_DEVICE;
        copy.dstDevice = buffer.address() + first;
        copy.WidthInBytes = buffer.bytes() - first;
        copy.Height = copy.Depth = 1;
        CUgraphNode node = nullptr;
        LF_CHECK(m_device.check(
            m_device.driver().cuGraphAddMemcpyNode(&node, m_graph, nullptr, 0, &copy, m_device.context()),
            "add a copy to a graph"));
        m_touched[&buffer].writer = node;
        return {};
    }

    Result<void> add(const gpu::Launch& launch, RecordedWork& work) {
        std::vector<gpu::Use> uses = launch.uses;
        const bool isProduct = launch.dispatch->shader == gpu::Shader::Gemm;
        if (isProduct)
            uses.push_back({m_device.blasWorkspace(), true});
        const std::vector<CUgraphNode> before = dependenciesOf(uses);
        CUgraphNode node = nullptr;
        if (auto added = isProduct ? addProduct(launch, before, node) : addKernel(launch, before, node); !added)
            return wrapError(std::move(added).error(),
                             std::format("CUDA kernel '{}'", gpu::shaderName(launch.dispatch->shader).name));
        for (const gpu::Use& use : uses) {
            Touched& touched = m_touched[use.buffer];
            if (use.written)
                touched = {node, {}};
            else if (touched.writer != node)
                touched.readers.insert(node);
        }
        ++work.dispatches;
        work.barriers += static_cast<uint32_t>(before.size());
        return {};
    }

    Result<CUgraphExec> finish() {
        CUgraphExec instance = nullptr;
        LF_CHECK(m_device.check(m_device.driver().cuGraphInstantiate(&instance, m_graph, 0), "instantiate a graph"));
        return instance;
    }

private:
    struct Touched {
        CUgraphNode writer = nullptr;
        std::set<CUgraphNode> readers;  // Since then.
    };

    Result<void> addKernel(const gpu::Launch& launch, const std::vector<CUgraphNode>& before, CUgraphNode& node) {
        const gpu::Dispatch& dispatch = *launch.dispatch;
        LF_TRY(const Kernel kernel, m_device.kernel(dispatch.shader, dispatch.constants, dispatch.fast));
        Arguments arguments = argumentsOf(launch);
        void* parameters[] = {&arguments};
        CUDA_KERNEL_NODE_PARAMS params{};
        params.func = kernel.function;
        params.gridDimX = launch.groups[0];
        params.gridDimY = launch.groups[1];
        params.gridDimZ = launch.groups[2];
        params.blockDimX = kernel.threads;
        params.blockDimY = params.blockDimZ = 1;
        params.sharedMemBytes = kernel.sharedBytes;
        params.kernelParams = parameters;
        return m_device.check(
            m_device.driver().cuGraphAddKernelNode(&node, m_graph, before.data(), before.size(), &params),
            "add it to a graph");
    }

    Result<void> addProduct(const gpu::Launch& launch, const std::vector<CUgraphNode>& before, CUgraphNode& node) {
        shaders::LfGemm product{};
        std::memcpy(&product, launch.push.data(), sizeof(product));
        const BlasOperands operands{launch.buffers[0]->address(), launch.buffers[1]->address(),
                                    launch.buffers[2]->address()};
        LF_TRY(CUgraph const captured, m_device.captureProduct(product, operands));
        auto added = m_device.check(
            m_device.driver().cuGraphAddChildGraphNode(&node, m_graph, before.data(), before.size(), captured),
            "add it to a graph");
        m_device.driver().cuGraphDestroy(captured);  // The node has a copy.
        return added;
    }

    static Arguments argumentsOf(const gpu::Launch& launch) {
        Arguments arguments{};
        for (size_t i = 0; i < launch.buffers.size(); ++i)
            arguments.buffers[i] = launch.buffers[i]->address();
        std::ranges::copy(launch.dispatch->constants, arguments.constants);
        std::memcpy(arguments.params, launch.push.data(), launch.push.size());
        return arguments;
    }

    std::vector<CUgraphNode> dependenciesOf(std::span<const gpu::Use> uses) const {
        std::set<CUgraphNode> nodes;
        for (const gpu::Use& use : uses) {
            const auto found = m_touched.find(use.buffer);
            if (found == m_touched.end())
                continue;
            if (found->second.writer != nullptr)
                nodes.insert(found->second.writer);
            if (use.written)
                nodes.insert(found->second.readers.begin(), found->second.readers.end());
        }
        return {nodes.begin(), nodes.end()};
    }

    CudaDevice& m_device;
    CUgraph m_graph = nullptr;
    std::map<const gpu::DeviceBuffer*, Touched> m_touched;
};

Result<std::unique_ptr<CudaRecording>> CudaRecording::create(CudaDevice& device, Parts parts) {
    std::unique_ptr<CudaRecording> recording(new CudaRecording(device, std::move(parts)));
    LF_CHECK(device.enter());
    // What a device has no code for shows now.
    for (const gpu::Dispatches* const dispatches : {&recording->dispatches(), &recording->denseDispatches()}) {
        LF_CHECK(checkKernels(device, dispatches->stages));
        for (const gpu::QuantisedInput& input : dispatches->inputs)
            LF_CHECK(checkKernels(device, std::span(&input.stage, 1)));
    }
    LF_CHECK(recording->createMemory());
    LF_CHECK(
        device.check(device.driver().cuMemsetD8Async(recording->stopAddress(), 0, sizeof(uint32_t), device.stream()),
                     "clear a stop"));
    LF_CHECK(device.check(
        device.driver().cuEventCreate(&recording->m_done, CU_EVENT_DISABLE_TIMING | CU_EVENT_BLOCKING_SYNC),
        "create an event"));
    return recording;
}

CudaRecording::~CudaRecording() {
    // An error here has been reported by the call that met it; nothing is left to wait for then.
    (void)waitForLast();
    (void)m_device.enter();
    if (m_done != nullptr)
        m_device.driver().cuEventDestroy(m_done);
}

Result<std::unique_ptr<gpu::GpuRecording::Commands>> CudaRecording::write(gpu::LaunchList list) {
    LF_CHECK(m_device.enter());
    auto graph = std::make_unique<Graph>(m_device, std::move(list));
    Writer writer(m_device);
    LF_CHECK(writer.begin());
    LF_CHECK(writer.send(*step(), sizeof(uint32_t) * (LF_STEP_CANCEL + 1)));
    for (const gpu::BufferPointer& table : angles())
        LF_CHECK(writer.send(*table, 0));
    for (const gpu::Launch& launch : graph->list.launches)
        LF_CHECK(writer.add(launch, graph->work));
    LF_TRY(graph->instance, writer.finish());
    return graph;
}

Result<void> CudaRecording::run(const Commands& commands, const std::stop_token& stop) {
    if (stop.stop_requested())
        return makeError(ErrorCode::Cancelled, "stopped on request");
    LF_CHECK(m_device.enter());
    // Where a call failed after a stop, before it was cleared.
    LF_CHECK(clearStop());
    Result<void> done;
    {
        // Blocks look at it when they begin, and now and then.
        const std::stop_callback request(stop, [&] { m_device.requestStop(stopAddress()); });
        done = start(commands);
        // Steps of many rows are long enough for somebody to want to stop them; those of one row may run on.
        if (done && contract().shape.rows > 1)
            done = waitForLast();
    }
    m_stopped = stop.stop_requested();
    LF_CHECK(std::move(done));
    if (!m_stopped)
        return {};
    LF_CHECK(waitForLast());
    LF_CHECK(clearStop());
    return makeError(ErrorCode::Cancelled, "stopped on request");
}

Result<void> CudaRecording::start(const Commands& commands) {
    LF_CHECK(
        m_device.check(m_device.driver().cuGraphLaunch(static_cast<const Graph&>(commands).instance, m_device.stream()),
                       "start a graph"));
    auto recorded = m_device.check(m_device.driver().cuEventRecord(m_done, m_device.stream()), "record an event");
    if (!recorded)
        (void)m_device.waitForAll();  // Nothing else tells when the graph has read what the next step writes.
    return recorded;
}

Result<void> CudaRecording::clearStop() {
    if (m_stopped) {
        LF_CHECK(m_device.clearStop(stopAddress()));
        m_stopped = false;
    }
    return {};
}

Result<void> CudaRecording::waitForLast() {
    if (m_done == nullptr)
        return {};
    LF_CHECK(m_device.checkAlive());
    LF_CHECK(m_device.enter());
    return m_device.check(m_device.driver().cuEventSynchronize(m_done), "wait for the device");
}

}  // namespace lanternfish::backends::cuda
