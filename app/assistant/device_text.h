#pragma once

#include <QString>

#include "lanternfish/engine.h"

/// What the engine says of devices, in the language of the window. Its own words for the same, in lanternfish/
/// device_text.h, are for the command line and logs. What drivers and the system say stays as it is, as a detail.
namespace lanternfish::assistant {

/// Instruction set or driver, and why it is not used.
QString deviceNote(const Device& device);

/// Why the model runs there, what was skipped, what a better device would need: sentences.
QString deviceReason(const DeviceReason& reason);

/// What is being done, and how far it is: "Checking Radeon before its first use: 3 of 10".
QString loadingText(const LoadProgress& progress);

/// What that is for and how long it takes, in sentences; empty where there is nothing to explain.
QString loadingHint(const LoadProgress& progress);

}  // namespace lanternfish::assistant
