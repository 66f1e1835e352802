#include <dlfcn.h>

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

void* SharedLibrary::find(const char* symbol) const {
    return m_handle != nullptr ? dlsym(m_handle, symbol) : nullptr;
}

}  // namespace lanternfish
