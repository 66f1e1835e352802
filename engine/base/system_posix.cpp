#include <sched.h>
#include <unistd.h>

#include <cctype>
#include <format>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/base/system.h"

namespace lanternfish::base {

SystemMemory systemMemory() {
    SystemMemory memory;
    std::ifstream file("/proc/meminfo");
    std::string key, unit;
    uint64_t kibibytes = 0;
    while (file >> key >> kibibytes) {
        std::getline(file, unit);
        if (key == "MemTotal:")
            memory.total = kibibytes * 1024;
        else if (key == "MemAvailable:")
            memory.available = kibibytes * 1024;
    }
    return memory;
}

uint64_t residentMemory() {
    std::ifstream file("/proc/self/statm");
    uint64_t pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const size_t colon = line.find(": "); colon != std::string::npos)
                return line.substr(colon + 2);
    return "unknown processor";
}

unsigned physicalCores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
        return 1;
    // Logical processors that share a core list the same siblings.
    std::set<std::string> cores;
    unsigned unknown = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        std::ifstream file(std::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", cpu));
        if (std::string siblings; std::getline(file, siblings))
            cores.insert(siblings);
        else
            ++unknown;
    }
    const unsigned count = static_cast<unsigned>(cores.size()) + unknown;
    return count > 0 ? count : 1;
}

}  // namespace lanternfish::base
