#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <utility>

namespace lanternfish {

enum class ErrorCode : uint8_t {
    InvalidArgument,  ///< The caller asked for something that can't be.
    InvalidFile,      ///< A file's content breaks its format or contradicts itself.
    NotFound,         ///< No such file, device or name.
    Io,               ///< The operating system refused a read, write or mapping.
    OutOfMemory,      ///< An allocation of a checked size failed.
    Unsupported,      ///< Valid, but this build or device can't do it.
    Cancelled,        ///< The caller's stop token fired.
    DeviceLost,       ///< The device stopped answering; its buffers are gone.
    Internal,         ///< A promise of this engine was broken: a bug.
};

/// `code` drives logic. `message` is for people: what, where (file, tensor, key), expected and found.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::shared_ptr<const Error> cause;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> makeError(ErrorCode code, std::string message) {
    return std::unexpected(Error{code, std::move(message), nullptr});
}

/// Keeps the code of `cause`, says in `message` what was being done when it happened.
inline std::unexpected<Error> wrapError(Error cause, std::string message) {
    const ErrorCode code = cause.code;
    return std::unexpected(Error{code, std::move(message), std::make_shared<const Error>(std::move(cause))});
}

/// The message and those of its causes, outermost first, joined by ": ".
std::string describe(const Error& error);

}  // namespace lanternfish

#define LANTERNFISH_CONCAT_INNER(a, b) a##b
#define LANTERNFISH_CONCAT(a, b) LANTERNFISH_CONCAT_INNER(a, b)

/// LF_TRY(auto x, f()): x = value of f(), or return its error from the enclosing function.
#define LF_TRY(declaration, expression) LF_TRY_IMPL(LANTERNFISH_CONCAT(lfTryResult, __LINE__), declaration, expression)
#define LF_TRY_IMPL(result, declaration, expression)       \
    auto result = (expression);                            \
    if (!result)                                           \
        return std::unexpected(std::move(result).error()); \
    declaration = std::move(*result)

/// LF_CHECK(f()): return the error of a Result<void> (or drop the value) from the enclosing function.
#define LF_CHECK(expression)                                          \
    do {                                                              \
        if (auto lfCheckResult = (expression); !lfCheckResult)        \
            return std::unexpected(std::move(lfCheckResult).error()); \
    } while (false)
