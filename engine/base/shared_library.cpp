#include "engine/base/shared_library.h"

#include <format>
#include <system_error>

namespace lanternfish {

std::string SharedLibrary::stamp() const {
    const std::filesystem::path where = file();
    std::error_code failure;
    const auto bytes = std::filesystem::file_size(where, failure);
    if (failure)
        return {};
    const auto written = std::filesystem::last_write_time(where, failure);
    if (failure)
        return {};
    return std::format("{}-{}", bytes, written.time_since_epoch().count());
}

}  // namespace lanternfish
