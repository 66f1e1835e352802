#pragma once

#include <type_traits>

#include "app/store/repository.h"
#include "app/store/store_thread.h"

namespace lanternfish::exchange {

/// Runs jobs on a history and waits for each, so that export and import are written once for a repository that the
/// caller owns and for one that lives on the thread "store". Between two jobs the thread "store" does its other work.
/// Copyable; must not outlive what it was made from.
class HistoryAccess {
public:
    static HistoryAccess direct(store::Repository& repository) { return HistoryAccess(&repository, nullptr); }
    /// run() then blocks the calling thread: never use it on gui or store.
    static HistoryAccess through(store::StoreThread& thread) { return HistoryAccess(nullptr, &thread); }

    /// job(Repository&) returns a Result.
    template <class Job>
    auto run(Job job) const -> std::invoke_result_t<Job, store::Repository&> {
        return m_repository != nullptr ? job(*m_repository) : m_thread->run(std::move(job)).takeResult();
    }

private:
    HistoryAccess(store::Repository* repository, store::StoreThread* thread)
        : m_repository(repository), m_thread(thread) {}

    store::Repository* m_repository;
    store::StoreThread* m_thread;
};

}  // namespace lanternfish::exchange
