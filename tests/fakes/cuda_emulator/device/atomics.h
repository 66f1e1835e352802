#pragma once

// Atomics on global and shared memory. They order everything around them, which a device's don't: a missing fence can't
// be found here.

#include <cstring>
#include <type_traits>

namespace cuda_emulator {

/// Replaces *address by change(*address); what was there.
template <class T, class Change>
T atomicallyChange(T* address, Change change) {
    T before;
    __atomic_load(address, &before, __ATOMIC_SEQ_CST);
    T after = change(before);
    while (!__atomic_compare_exchange(address, &before, &after, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        after = change(before);
    }
    return before;
}

template <class T>
concept AtomicInteger = std::is_integral_v<T> && (sizeof(T) == 4 || sizeof(T) == 8);
template <class T>
concept AtomicFloat = std::is_floating_point_v<T>;

}  // namespace cuda_emulator

template <cuda_emulator::AtomicInteger T>
T atomicAdd(T* address, std::type_identity_t<T> value) {
    return __atomic_fetch_add(address, value, __ATOMIC_SEQ_CST);
}
template <cuda_emulator::AtomicFloat T>
T atomicAdd(T* address, std::type_identity_t<T> value) {
    return cuda_emulator::atomicallyChange(address, [value](T before) { return before + value; });
}
template <cuda_emulator::AtomicInteger T>
T atomicSub(T* address, std::type_identity_t<T> value) {
    return __atomic_fetch_sub(address, value, __ATOMIC_SEQ_CST);
}
template <cuda_emulator::AtomicInteger T>
T atomicMax(T* address, std::type_identity_t<T> value) {
    return cuda_emulator::atomicallyChange(address, [value](T before) { return before > value ? before : value; });
}
template <cuda_emulator::AtomicInteger T>
T atomicMin(T* address, std::type_identity_t<T> value) {
    return cuda_emulator::atomicallyChange(address, [value](T before) { return before < value ? before : value; });
}
template <cuda_emulator::AtomicInteger T>
T atomicAnd(T* address, std::type_identity_t<T> value) {
    return __atomic_fetch_and(address, value, __ATOMIC_SEQ_CST);
}
template <cuda_emulator::AtomicInteger T>
T atomicOr(T* address, std::type_identity_t<T> value) {
    return __atomic_fetch_or(address, value, __ATOMIC_SEQ_CST);
}
template <cuda_emulator::AtomicInteger T>
T atomicXor(T* address, std::type_identity_t<T> value) {
    return __atomic_fetch_xor(address, value, __ATOMIC_SEQ_CST);
}
template <class T>
T atomicExch(T* address, std::type_identity_t<T> value) {
    T before;
    __atomic_exchange(address, &value, &before, __ATOMIC_SEQ_CST);
    return before;
}
template <cuda_emulator::AtomicInteger T>
T atomicCAS(T* address, std::type_identity_t<T> expected, std::type_identity_t<T> value) {
    __atomic_compare_exchange(address, &expected, &value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}
inline unsigned atomicInc(unsigned* address, unsigned last) {
    return cuda_emulator::atomicallyChange(address,
                                           [last](unsigned before) { return before >= last ? 0 : before + 1; });
}
inline unsigned atomicDec(unsigned* address, unsigned last) {
    return cuda_emulator::atomicallyChange(
        address, [last](unsigned before) { return before == 0 || before > last ? last : before - 1; });
}
