#pragma once

#include <functional>
#include <QByteArray>

#include "lanternfish/error.h"

namespace lanternfish::assistant {

/// The bytes of an attachment by its SHA-256. Thread: any but gui; may wait for the database.
using AttachmentBytes = std::function<Result<QByteArray>(const QByteArray& sha256)>;

}  // namespace lanternfish::assistant
