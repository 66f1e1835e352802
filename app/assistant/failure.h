#pragma once

#include <expected>
#include <QString>
#include <utility>

#include "lanternfish/error.h"

namespace lanternfish::assistant {

/// An error that people get to see. Errors are in English and exact, for logs and the command line; whoever knows what
/// was being done adds a sentence about it in the language of the window. Copied from an Error, it has none.
struct Failure : Error {
    // NOLINTNEXTLINE(google-explicit-constructor): LF_TRY hands on errors as failures.
    Failure(Error error, QString what = {}) : Error(std::move(error)), sentence(std::move(what)) {}

    /// One that a sentence for people says completely.
    static Failure said(ErrorCode code, const QString& sentence);

    QString sentence;  ///< Whole ones; empty: what the code says is all that is known.
};

template <class T>
using Outcome = std::expected<T, Failure>;

/// What the window shows: the sentence, why by the error's code, then the details as describe() gives them, if the
/// sentence doesn't say it all.
QString failureText(const Failure& failure);

}  // namespace lanternfish::assistant
