#define WIN32_LEAN_AND_MEAN
#define PSAPI_VERSION 2
#include <windows.h>

// After windows.h, whose types it uses without including it.
#include <psapi.h>

#include <vector>

#include "engine/base/system.h"

namespace lanternfish::base {

SystemMemory systemMemory() {
    MEMORYSTATUSEX status = {};
    status.dwLength = sizeof(status);
    if (GlobalMemoryStatusEx(&status) == 0)
        return {};
    return {.total = status.ullTotalPhys, .available = status.ullAvailPhys};
}

uint64_t residentMemory() {
    PROCESS_MEMORY_COUNTERS counters = {};
    return GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof(counters)) != 0 ? counters.WorkingSetSize : 0;
}

std::string processorName() {
    char name[256] = {};
    DWORD size = sizeof(name) - 1;
    if (RegGetValueA(HKEY_LOCAL_MACHINE, "HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0", "ProcessorNameString",
                     RRF_RT_REG_SZ, nullptr, name, &size) != ERROR_SUCCESS)
        return "unknown processor";
    return name;
}

unsigned physicalCores() {
    DWORD bytes = 0;
    GetLogicalProcessorInformation(nullptr, &bytes);
    std::vector<SYSTEM_LOGICAL_PROCESSOR_INFORMATION> entries(bytes / sizeof(SYSTEM_LOGICAL_PROCESSOR_INFORMATION));
    if (entries.empty() || GetLogicalProcessorInformation(entries.data(), &bytes) == 0)
        return 1;
    unsigned cores = 0;
    for (const auto& entry : entries)
        cores += entry.Relationship == RelationProcessorCore ? 1 : 0;
    return cores > 0 ? cores : 1;
}

}  // namespace lanternfish::base
