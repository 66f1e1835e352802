#pragma once

// CUDA C++ for a host's compiler: included before a .cu file (-x c++ -include device.h), it makes the file compile with
// GCC or Clang, and its kernels known to the emulated driver. What is there, and what isn't, is in README.md.

#include "device/qualifiers.h"
// In this order: later ones use earlier ones.
#include "device/atomics.h"
#include "device/math.h"
#include "device/memory.h"
#include "device/mma.h"
#include "device/synchronization.h"
#include "device/warp.h"
