#include "engine/backends/cpu/kernels.h"

namespace lanternfish::backends {

namespace cpu {

const Kernels& baselineKernels(MathClass math);
#if defined(LANTERNFISH_X86_KERNELS)
const Kernels& x86V3Kernels(MathClass math);
const Kernels& x86V4Kernels(MathClass math);
#endif

bool isaAvailable(Isa isa) {
    switch (isa) {
        case Isa::Auto:
        case Isa::Baseline:
            return true;
#if defined(LANTERNFISH_X86_KERNELS)
        case Isa::X86V3:
            return __builtin_cpu_supports("x86-64-v3") != 0;
        case Isa::X86V4:
            return __builtin_cpu_supports("x86-64-v4") != 0;
#else
        case Isa::X86V3:
        case Isa::X86V4:
            return false;
#endif
    }
    return false;
}

const Kernels& selectKernels(Isa isa, MathClass math) {
#if defined(LANTERNFISH_X86_KERNELS)
    if (isa == Isa::X86V4 || (isa == Isa::Auto && isaAvailable(Isa::X86V4)))
        return x86V4Kernels(math);
    if (isa == Isa::X86V3 || (isa == Isa::Auto && isaAvailable(Isa::X86V3)))
        return x86V3Kernels(math);
#endif
    static_cast<void>(isa);
    return baselineKernels(math);
}

}  // namespace cpu

std::vector<Isa> availableIsas() {
    std::vector<Isa> isas;
    for (const Isa isa : {Isa::Baseline, Isa::X86V3, Isa::X86V4})
        if (cpu::isaAvailable(isa))
            isas.push_back(isa);
    return isas;
}

}  // namespace lanternfish::backends
