#define NOMINMAX
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <format>

#include "engine/base/shared_library.h"

namespace lanternfish {

Result<SharedLibrary> SharedLibrary::open(const std::string& name) {
    // Only where the system keeps its own: never from the folder that a document was opened in.
    const bool isPath = name.find_first_of("/\\") != std::string::npos;
    const DWORD where = isPath ? LOAD_WITH_ALTERED_SEARCH_PATH : LOAD_LIBRARY_SEARCH_SYSTEM32;
    if (HMODULE const handle = LoadLibraryExA(name.c_str(), nullptr, where))
        return SharedLibrary(reinterpret_cast<void*>(handle));
    return makeError(ErrorCode::NotFound, std::format("{} can't be loaded: error {}", name, GetLastError()));
}

SharedLibrary::~SharedLibrary() {
    if (m_handle != nullptr)
        FreeLibrary(static_cast<HMODULE>(m_handle));
}

std::filesystem::path SharedLibrary::file() const {
    wchar_t name[MAX_PATH] = {};
    if (m_handle == nullptr || GetModuleFileNameW(static_cast<HMODULE>(m_handle), name, MAX_PATH) == MAX_PATH)
        return {};
    return name;
}

void* SharedLibrary::find(const char* symbol) const {
    if (m_handle == nullptr)
        return nullptr;
    return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(m_handle), symbol));
}

}  // namespace lanternfish
