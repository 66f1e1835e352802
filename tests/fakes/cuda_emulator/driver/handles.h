#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace cuda_emulator {

/// The living objects of a kind. A handle of the driver API is an object's address; one that isn't here is invalid.
template <class T>
class Handles {
public:
    void* add(std::shared_ptr<T> object) {
        void* handle = object.get();
        add(handle, std::move(object));
        return handle;
    }

    /// By another address than its own.
    void add(const void* handle, std::shared_ptr<T> object) {
        const std::scoped_lock lock(m_mutex);
        m_objects.emplace(handle, std::move(object));
    }

    /// Null where there is none.
    std::shared_ptr<T> find(const void* handle) const {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_objects.find(handle);
        return found == m_objects.end() ? nullptr : found->second;
    }

    /// Takes it out; null where there is none.
    std::shared_ptr<T> take(const void* handle) {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_objects.find(handle);
        if (found == m_objects.end()) {
            return nullptr;
        }
        std::shared_ptr<T> object = std::move(found->second);
        m_objects.erase(found);
        return object;
    }

    std::vector<std::shared_ptr<T>> all() const {
        const std::scoped_lock lock(m_mutex);
        std::vector<std::shared_ptr<T>> objects;
        for (const auto& [handle, object] : m_objects) {
            objects.push_back(object);
        }
        return objects;
    }

    std::size_t size() const {
        const std::scoped_lock lock(m_mutex);
        return m_objects.size();
    }

private:
    mutable std::mutex m_mutex;
    std::map<const void*, std::shared_ptr<T>> m_objects;
};

}  // namespace cuda_emulator
