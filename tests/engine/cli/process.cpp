#include "tests/engine/cli/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace lanternfish::tests {

namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
    int read = -1;
    int write = -1;

    Pipe() {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) == 0) {
            read = ends[0];
            write = ends[1];
        }
    }
    ~Pipe() {
        close(read);
        close(write);
    }
    static void close(int& end) {
        if (end >= 0) {
            ::close(end);
        }
        end = -1;
    }
};

[[noreturn]] void becomeProgram(const std::vector<std::string>& command, const ProcessOptions& options, Pipe& in,
                                Pipe& out, Pipe& err) {
    ::dup2(in.read, 0);
    ::dup2(out.write, 1);
    ::dup2(err.write, 2);
    if (options.addressSpace != 0) {
        limitAddressSpace(options.addressSpace);
    }
    std::vector<char*> arguments;
    for (const std::string& word : command) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

/// One turn of reading what has come; false when that end is closed.
bool drain(int& end, std::string& text) {
    char piece[4096];
    const ssize_t got = ::read(end, piece, sizeof piece);
    if (got <= 0) {
        Pipe::close(end);
        return false;
    }
    text.append(piece, static_cast<size_t>(got));
    return true;
}

}  // namespace

void limitAddressSpace(uint64_t bytes) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_AS, &limit);
#else
    static_cast<void>(bytes);
#endif
}

ProcessResult runProcess(const std::vector<std::string>& command, const ProcessOptions& options) {
    ProcessResult result;
    Pipe in;
    Pipe out;
    Pipe err;
    const pid_t child = ::fork();
    if (child == 0) {
        becomeProgram(command, options, in, out, err);
    }
    Pipe::close(in.read);
    Pipe::close(out.write);
    Pipe::close(err.write);
    // A program that ends without reading its input must not end the test.
    ::signal(SIGPIPE, SIG_IGN);
    size_t written = 0;
    const auto deadline = Clock::now() + std::chrono::duration<double>(options.seconds);
    while (out.read >= 0 || err.read >= 0) {
        if (in.write >= 0 && written == options.input.size()) {
            Pipe::close(in.write);
        }
        std::array<pollfd, 3> ends{pollfd{out.read, POLLIN, 0}, pollfd{err.read, POLLIN, 0},
                                   pollfd{in.write, POLLOUT, 0}};
        ::poll(ends.data(), ends.size(), 100);
        if (Clock::now() > deadline && !result.timedOut) {
            result.timedOut = true;
            ::kill(child, SIGKILL);
        }
        bool more = false;
        if (ends[0].revents != 0) {
            more |= drain(out.read, result.output);
        }
        if (ends[1].revents != 0) {
            more |= drain(err.read, result.errors);
        }
        if (ends[2].revents != 0) {
            const size_t piece = std::min<size_t>(options.input.size() - written, 4096);
            const ssize_t put = ::write(in.write, options.input.data() + written, piece);
            written = put < 0 ? options.input.size() : written + static_cast<size_t>(put);
        }
        if (more && options.watch) {
            options.watch(child, result.output, result.errors);
        }
    }
    int status = 0;
    rusage usage{};
    ::wait4(child, &status, 0, &usage);
    result.peakMemory = static_cast<uint64_t>(usage.ru_maxrss) * 1024;
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return result;
}

}  // namespace lanternfish::tests
