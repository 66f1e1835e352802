#pragma once

#include <functional>
#include <memory>
#include <QList>
#include <QSize>
#include <QString>

#include "tests/fakes/fake_engine.h"
#include "tests/ui/app_under_test.h"

namespace lanternfish::goldens {

/// The size that the window has first, and that of the pictures of the design.
inline constexpr QSize kWindow(1280, 800);

/// A look of the window that is kept as a picture.
struct Page {
    const char* name;
    /// Brings a window that is ready there. False: it never came to look so.
    std::function<bool(App&)> arrange;
    fakes::FakeScript script = {};
    bool demonstration = false;
    bool history = true;  ///< That of writeHistory(), else none.
    QSize size = kWindow;
    /// Called before the app ends, where the fake engine waits for it. May be empty.
    std::function<void()> release = {};
};

QList<Page> pages();

/// What an empty conversation takes is counted in some runs and not in others, by whether model or history is there
/// first.
void fixContextOfNothing(App& app);

}  // namespace lanternfish::goldens
