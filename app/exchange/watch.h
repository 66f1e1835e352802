#pragma once

#include <functional>
#include <QtTypes>
#include <stop_token>
#include <string>

#include "lanternfish/error.h"

namespace lanternfish::exchange {

/// How a caller follows long work and ends it early. Called on the thread of the work.
struct Watch {
    std::stop_token stop;
    std::function<void(qint64 done, qint64 total)> progress;

    void tell(qint64 done, qint64 total) const {
        if (progress) {
            progress(done, total);
        }
    }
    /// Errors: Cancelled.
    Result<void> goOn(const std::string& what) const {
        return stop.stop_requested() ? makeError(ErrorCode::Cancelled, what + ": stopped") : Result<void>();
    }
};

}  // namespace lanternfish::exchange
