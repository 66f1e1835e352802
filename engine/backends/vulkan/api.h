#pragma once

// Vulkan's functions come from volk, which loads the loader at run time: a computer without one is no error to start
// on.
#ifndef VK_NO_PROTOTYPES
#define VK_NO_PROTOTYPES
#endif
#include <volk.h>

#include "lanternfish/error.h"

namespace lanternfish::backends::vulkan {

/// Nothing for VK_SUCCESS; else an error that names `what` failed.
Result<void> check(VkResult result, const char* what);

}  // namespace lanternfish::backends::vulkan
