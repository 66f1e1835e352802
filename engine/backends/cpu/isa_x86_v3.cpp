#define LF_ISA_NAME "x86-64-v3"
#define LF_ISA_TABLE x86V3Kernels
#include "engine/backends/cpu/isa_kernels.inc"
