#pragma once

#include <QList>
#include <QString>
#include <vector>

#include "lanternfish/device.h"

namespace lanternfish::assistant {

/// A device that Assistant::chooseBackend takes by its id.
struct DeviceEntry {
    QString id;
    QString name;
    QString detail;  ///< Driver, abilities, and why it can't be used, in the language of the moment.
    bool usable = true;
};

/// As they are shown: a card that two backends list, and two cards of one name, have their ids behind it.
QList<DeviceEntry> entriesOf(const std::vector<Device>& devices);

/// The devices of this computer, best first. Drivers may take seconds. Thread: any.
std::vector<Device> findDevices();

}  // namespace lanternfish::assistant
