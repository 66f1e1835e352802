#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <format>

#include "engine/base/file_mapping.h"

namespace lanternfish::base {

Result<FileMapping> FileMapping::open(const std::filesystem::path& file) {
    const HANDLE handle = CreateFileW(file.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING,
                                      FILE_ATTRIBUTE_NORMAL, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
        const DWORD reason = GetLastError();
        const bool missing = reason == ERROR_FILE_NOT_FOUND || reason == ERROR_PATH_NOT_FOUND;
        return makeError(missing ? ErrorCode::NotFound : ErrorCode::Io,
                         std::format("{}: can't be opened: Windows error {}", file.string(), reason));
    }
    FileMapping mapping;
    Result<void> outcome;
    LARGE_INTEGER size = {};
    if (GetFileSizeEx(handle, &size) == 0) {
        outcome = makeError(ErrorCode::Io, std::format("{}: its size can't be read", file.string()));
    } else if (size.QuadPart > 0) {
        const HANDLE section = CreateFileMappingW(handle, nullptr, PAGE_READONLY, 0, 0, nullptr);
        const void* data = section != nullptr ? MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0) : nullptr;
        if (data == nullptr) {
            outcome = makeError(ErrorCode::Io, std::format("{}: mapping {} bytes failed: Windows error {}",
                                                           file.string(), size.QuadPart, GetLastError()));
        } else {
            mapping.m_data = static_cast<const std::byte*>(data);
            mapping.m_size = static_cast<size_t>(size.QuadPart);
        }
        if (section != nullptr)
            CloseHandle(section);  // The view keeps the section alive.
    }
    CloseHandle(handle);
    if (!outcome)
        return std::unexpected(std::move(outcome).error());
    return mapping;
}

void FileMapping::close() noexcept {
    if (m_data != nullptr)
        UnmapViewOfFile(m_data);
    m_data = nullptr;
    m_size = 0;
}

}  // namespace lanternfish::base
