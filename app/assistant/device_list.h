#pragma once

#include <QList>
#include <QString>

namespace lanternfish::assistant {

/// A device that Assistant::chooseBackend takes by its id.
struct DeviceEntry {
    QString id;
    QString name;
    QString detail;  ///< Driver, abilities, or why it can't be used.
    bool usable = true;
};

/// The devices of this computer, best first. Drivers may take seconds. Thread: any.
QList<DeviceEntry> findDevices();

}  // namespace lanternfish::assistant
