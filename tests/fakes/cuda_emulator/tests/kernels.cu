// Kernels of the emulator's own tests, right ones and wrong ones.

/// A sum by shuffles in warps and shared memory between them.
extern "C" __global__ void __launch_bounds__(256) sumOf(const float* values, float* sums, int count) {
    __shared__ float partial[8];
    float sum = 0;
    for (int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); i < count; i += gridDim.x * blockDim.x) {
        sum += values[i];
    }
    for (int offset = 16; offset > 0; offset /= 2) {
        sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    }
    if (threadIdx.x % 32 == 0) {
        partial[threadIdx.x / 32] = sum;
    }
    __syncthreads();
    if (threadIdx.x < 32) {
        sum = threadIdx.x < blockDim.x / 32 ? partial[threadIdx.x] : 0.0f;
        for (int offset = 4; offset > 0; offset /= 2) {
            sum += __shfl_down_sync(0xffffffffu, sum, offset, 8);
        }
        if (threadIdx.x == 0) {
            sums[blockIdx.x] = sum;
        }
    }
}
CUDA_EMULATOR_KERNEL(sumOf, 256)

/// y[i] = x[n - 1 - i], through dynamic shared memory.
extern "C" __global__ void reversed(const float* x, float* y, int hasBarrier) {
    CUDA_EMULATOR_DYNAMIC_SHARED(float, shared);
    shared[threadIdx.x] = x[threadIdx.x];
    if (hasBarrier) {
        __syncthreads();
    }
    y[threadIdx.x] = shared[blockDim.x - 1 - threadIdx.x];  // planted: no-barrier
}
CUDA_EMULATOR_KERNEL(reversed)

/// The same, through static shared memory.
extern "C" __global__ void reversedInStatic(const float* x, float* y, int hasBarrier) {
    __shared__ float shared[64];
    shared[threadIdx.x] = x[threadIdx.x];
    if (hasBarrier) {
        __syncthreads();
    }
    y[threadIdx.x] = shared[63 - threadIdx.x];  // planted: no-static-barrier
}
CUDA_EMULATOR_KERNEL(reversedInStatic)

/// What shared memory holds before anything was written; block b writes it afterwards.
extern "C" __global__ void uninitialised(unsigned* seen) {
    __shared__ unsigned fixed[32];
    CUDA_EMULATOR_DYNAMIC_SHARED(unsigned, shared);
    seen[2 * blockIdx.x] = fixed[7];
    seen[2 * blockIdx.x + 1] = shared[7];
    fixed[7] = shared[7] = 5;
}
CUDA_EMULATOR_KERNEL(uninitialised)

extern "C" __global__ void histogram(const unsigned* values, unsigned* counts, int count) {
    const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < count) {
        atomicAdd(&counts[values[i]], 1u);
    }
}
CUDA_EMULATOR_KERNEL(histogram)

/// Each atomic once per thread, on a cell of its own.
extern "C" __global__ void atomics(unsigned* cells, unsigned long long* wide, float* sum) {
    const unsigned i = threadIdx.x;
    atomicMax(&cells[0], i);
    atomicMin(&cells[1], i);
    atomicOr(&cells[2], 1u << (i & 31));
    atomicMax(reinterpret_cast<int*>(&cells[3]), -static_cast<int>(i));
    atomicInc(&cells[4], 9u);
    for (unsigned seen = cells[5], before; (before = atomicCAS(&cells[5], seen, seen + 2)) != seen; seen = before) {
    }
    atomicAdd(wide, 1ull << 33);
    atomicAdd(sum, 0.5f);
}
CUDA_EMULATOR_KERNEL(atomics)

/// Votes and shuffles of one warp; `results` has 32 for each.
extern "C" __global__ void votes(unsigned* results) {
    constexpr unsigned kAll = 0xffffffffu;
    const unsigned lane = threadIdx.x;
    unsigned* out = results + lane;
    const auto put = [&out](unsigned value) {
        *out = value;
        out += 32;
    };
    put(__ballot_sync(kAll, lane % 3 == 0));
    put(static_cast<unsigned>(__any_sync(kAll, lane == 31)) << 1 | static_cast<unsigned>(__all_sync(kAll, lane < 31)));
    put(__shfl_sync(kAll, lane, 3, 8));
    put(__shfl_up_sync(kAll, lane, 2, 16));
    put(__shfl_down_sync(kAll, lane, 2, 16));
    put(__shfl_xor_sync(kAll, lane, 5));
    put(static_cast<unsigned>(__reduce_add_sync(kAll, -static_cast<int>(lane))));
    put(__reduce_max_sync(kAll, lane ^ 21u));
    put(__match_any_sync(kAll, lane % 4));
    // Two halves at once.
    put(lane < 16 ? __reduce_add_sync(0x0000ffffu, lane) : __reduce_add_sync(0xffff0000u, lane));
    put(static_cast<unsigned>(__syncthreads_count(lane < 5)));
    if (lane >= 8) {
        return;
    }
    // The others have ended and aren't waited for.
    put(__ballot_sync(kAll, 1));
}
CUDA_EMULATOR_KERNEL(votes)

extern "C" __global__ void mostWait(float* out) {
    if (threadIdx.x < blockDim.x / 4 * 3) {
        __syncthreads();
    } else {
        __shfl_sync(0xffffffffu, 1, 0);
    }
    out[threadIdx.x] = 1;
}
CUDA_EMULATOR_KERNEL(mostWait)

/// Threads that end don't hold up a barrier.
extern "C" __global__ void halfEnds(float* out) {
    if (threadIdx.x >= 32) {
        return;
    }
    __syncthreads();
    out[threadIdx.x] = 1;
}
CUDA_EMULATOR_KERNEL(halfEnds)

/// Writes element `index`, wherever that is.
extern "C" __global__ void writes(float* out, long long index, float value) {
    out[index] = value;
}
CUDA_EMULATOR_KERNEL(writes)

/// The same, by one thread of many.
extern "C" __global__ void writesOnce(float* out, long long index) {
    if (threadIdx.x == 5) {
        out[index] = 1;  // planted: outside
    }
}
CUDA_EMULATOR_KERNEL(writesOnce)

/// Adds one to each.
extern "C" __global__ void increments(float* values, int count) {
    const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < count) {
        values[i] += 1;
    }
}
CUDA_EMULATOR_KERNEL(increments)

/// Block b copies what block b - 1 wrote, as if blocks ran in order.
extern "C" __global__ void chained(float* values) {
    values[blockIdx.x] = blockIdx.x == 0 ? 1.0f : values[blockIdx.x - 1];
}
CUDA_EMULATOR_KERNEL(chained)

extern "C" __global__ void traps() {
    __trap();
}
CUDA_EMULATOR_KERNEL(traps)

/// Loads 16 bytes at an offset.
extern "C" __global__ void loadsWide(const char* from, int offset, float* out) {
    *out = __ldg(reinterpret_cast<const float4*>(from + offset)).x;
}
CUDA_EMULATOR_KERNEL(loadsWide)

/// Writes beyond its dynamic shared memory.
extern "C" __global__ void overflowsShared(int index) {
    CUDA_EMULATOR_DYNAMIC_SHARED(float, shared);
    if (threadIdx.x == 0) {
        shared[index] = 1;  // planted: shared-outside
    }
}
CUDA_EMULATOR_KERNEL(overflowsShared)
