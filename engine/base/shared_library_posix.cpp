#include <dlfcn.h>
#include <link.h>

#include "engine/base/shared_library.h"

namespace lanternfish {

Result<SharedLibrary> SharedLibrary::open(const std::string& name) {
    if (void* const handle = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL))
        return SharedLibrary(handle);
    const char* const why = dlerror();
    return makeError(ErrorCode::NotFound, why != nullptr ? why : name + " can't be loaded");
}

SharedLibrary::~SharedLibrary() {
    if (m_handle != nullptr)
        dlclose(m_handle);
}

std::filesystem::path SharedLibrary::file() const {
    const link_map* map = nullptr;
    if (m_handle == nullptr || dlinfo(m_handle, RTLD_DI_LINKMAP, static_cast<void*>(&map)) != 0)
        return {};
    return map->l_name;
}

void* SharedLibrary::find(const char* symbol) const {
    return m_handle != nullptr ? dlsym(m_handle, symbol) : nullptr;
}

}  // namespace lanternfish
