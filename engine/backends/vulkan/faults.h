#pragma once

#include "engine/backends/vulkan/api.h"
#include "engine/backends/vulkan/vulkan_backend.h"

namespace lanternfish::backends::vulkan {

/// Failures on order, for tests: stands between a device and those calls of its table that can fail. Vulkan's functions
/// carry nothing to tell one device's from another's, so that only one of these may exist at a time.
class Faults {
public:
    /// Changes `table`, whose calls go to `device` as before unless `hook` answers otherwise.
    Faults(VolkDeviceTable& table, VkDevice device, FaultHook hook);
    ~Faults();
    Faults(const Faults&) = delete;
    Faults& operator=(const Faults&) = delete;

    /// What the hook orders for this call.
    VkResult ask(const char* call) const;
    const VolkDeviceTable& original() const { return m_original; }

private:
    VolkDeviceTable m_original;
    VkDevice m_device;
    FaultHook m_hook;
};

}  // namespace lanternfish::backends::vulkan
