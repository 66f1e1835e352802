#define LF_ISA_NAME "baseline"
#define LF_ISA_TABLE baselineKernels
#include "engine/backends/cpu/isa_kernels.inc"
