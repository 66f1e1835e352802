#pragma once

// What a test can ask of the emulated driver beside the driver API. The functions are exported by the same
// libcuda.so.1; who loads it at run time finds them by name. All may be called at any time from any thread, except
// where it says so.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A card that the driver finds.
typedef struct EmulatedCudaCard {
    const char* name;
    int major;  ///< Compute capability.
    int minor;
    uint64_t memoryBytes;
    int multiprocessors;
    int sharedBytesPerBlock;       ///< What a launch may use as it is,
    int sharedBytesPerBlockOptIn;  ///< and after cuFuncSetAttribute.
} EmulatedCudaCard;

/// How many of each the process holds. What a context holds is gone with the last release of it.
typedef struct EmulatedCudaCounts {
    uint64_t contexts;
    uint64_t allocations;
    uint64_t allocatedBytes;
    uint64_t hostAllocations;
    uint64_t modules;
    uint64_t streams;
    uint64_t events;
    uint64_t graphs;
    uint64_t executableGraphs;
    uint64_t launches;  ///< Kernels run since emulatedCudaReset, those of graphs too.
    uint64_t calls;     ///< Calls of the driver API since emulatedCudaReset.
} EmulatedCudaCounts;

/// Everything as in a new process: one card of 8 GiB and compute capability 8.6, a driver for CUDA 13.0, no faults,
/// order shuffled by seed 1. Contexts are destroyed; no other thread may use the driver meanwhile.
void emulatedCudaReset(void);

/// The cards of the machine; zero makes cuInit answer CUDA_ERROR_NO_DEVICE. Before cuInit or after emulatedCudaReset.
void emulatedCudaSetCards(const EmulatedCudaCard* cards, int count);
/// As cuDriverGetVersion answers, 12040 for 12.4. Functions that came later are not found by cuGetProcAddress.
void emulatedCudaSetDriverVersion(int version);

/// As the emulated cuBLAS answers; 130100 for 13.1, as it is at first.
void emulatedCudaSetCublasVersion(int version);
int emulatedCudaCublasVersion(void);

/// What decides in which order the threads of a block, the blocks of a grid and the nodes of a graph run.
void emulatedCudaSetSeed(uint64_t seed);
/// 0: in ascending order instead.
void emulatedCudaSetShuffled(int shuffled);
/// 1: streams begin work only when somebody waits for it or asks whether it is done, so that what is read without
/// waiting is stale for certain. 0, as it is at first: as soon as they can.
void emulatedCudaSetLate(int late);
/// How many OS threads beside a stream's own run the blocks of a grid.
void emulatedCudaSetHelpers(int helpers);

/// Lets call number `n` from now (1: the next) of `function` return `result`, a CUresult, and do nothing. Names are
/// those of cuda.h without a version, such as "cuMemAlloc"; null counts the calls of every function.
void emulatedCudaFailCall(const char* function, int n, int result);
/// For a library that is part of the emulated driver's machine, as the emulated cuBLAS is: counts a call of `function`,
/// one of its own, among the calls, and gives the CUresult that emulatedCudaFailCall has ordered for it, mostly 0.
int emulatedCudaCountCall(const char* function);
/// What emulatedCudaLastError says from now on.
void emulatedCudaSetLastError(const char* text);
/// Lets kernel number `n` from now that is called `kernel` (null: any) fail while it runs, in a graph too: the context
/// is lost with `result`.
void emulatedCudaFailKernel(const char* kernel, int n, int result);
/// Loses the card at once, as if it had fallen off the bus: its contexts, and those made later, answer `result` to
/// everything. 0 brings it back for contexts made later.
void emulatedCudaLoseCard(int card, int result);

/// What went wrong last, in words: the kernel, the block and what was found. Valid until the calling thread's next
/// call.
const char* emulatedCudaLastError(void);

void emulatedCudaGetCounts(EmulatedCudaCounts* counts);

#ifdef __cplusplus
}
#endif
