#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "lanternfish/error.h"

namespace lanternfish {

/// A library that is there on some computers only, loaded while the program runs. Stays loaded as long as this lives.
class SharedLibrary {
public:
    /// name: a path, or what the system searches for. Errors: NotFound, with what the system says.
    static Result<SharedLibrary> open(const std::string& name);
    SharedLibrary() = default;
    ~SharedLibrary();
    SharedLibrary(SharedLibrary&& other) noexcept : m_handle(std::exchange(other.m_handle, nullptr)) {}
    SharedLibrary& operator=(SharedLibrary&& other) noexcept {
        std::swap(m_handle, other.m_handle);
        return *this;
    }

    /// Null for a name that it does not export.
    void* find(const char* symbol) const;

    /// Size and time of its file, which another version of it rarely shares; empty where they can't be found.
    std::string stamp() const;

private:
    explicit SharedLibrary(void* handle) : m_handle(handle) {}
    std::filesystem::path file() const;
    void* m_handle = nullptr;
};

}  // namespace lanternfish
