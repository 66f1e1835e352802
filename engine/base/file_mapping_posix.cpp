#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <format>

#include "engine/base/file_mapping.h"

namespace lanternfish::base {

Result<FileMapping> FileMapping::open(const std::filesystem::path& file) {
    // Without O_NONBLOCK a named pipe would wait for its writer; a regular file does not mind.
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        const ErrorCode code = errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
        return makeError(code, std::format("{}: can't be opened: {}", file.string(), std::strerror(errno)));
    }
    struct stat status = {};
    FileMapping mapping;
    Result<void> outcome;
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        outcome = makeError(ErrorCode::Io, std::format("{}: is not a regular file", file.string()));
    } else if (status.st_size > 0) {
        void* data = ::mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0);
        if (data == MAP_FAILED)
            outcome = makeError(ErrorCode::Io, std::format("{}: mapping {} bytes failed: {}", file.string(),
                                                           status.st_size, std::strerror(errno)));
        else {
            mapping.m_data = static_cast<const std::byte*>(data);
            mapping.m_size = static_cast<size_t>(status.st_size);
        }
    }
    ::close(descriptor);
    if (!outcome)
        return std::unexpected(std::move(outcome).error());
    return mapping;
}

void FileMapping::close() noexcept {
    if (m_data != nullptr)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
    m_data = nullptr;
    m_size = 0;
}

}  // namespace lanternfish::base
