#include "app/assistant/device_list.h"

#include "lanternfish/device.h"

namespace lanternfish::assistant {

QList<DeviceEntry> findDevices() {
    QList<DeviceEntry> entries;
    for (const Device& device : listDevices()) {
        entries.append({QString::fromStdString(device.id), QString::fromStdString(device.name),
                        QString::fromStdString(device.note), device.usable});
    }
    return entries;
}

}  // namespace lanternfish::assistant
