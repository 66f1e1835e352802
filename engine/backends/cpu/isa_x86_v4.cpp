#define LF_ISA_NAME "x86-64-v4"
#define LF_ISA_TABLE x86V4Kernels
#include "engine/backends/cpu/isa_kernels.inc"
