#pragma once

#include <QQmlEngine>
#include <QQuickItem>

namespace lanternfish::ui {

/// Says when everything that lays itself out for the next frame has done so, and nothing is drawn yet: the last moment
/// to move a view without the reader seeing it jump. What its handlers change lays itself out in the same frame.
/// Thread: gui.
class FrameSettler : public QQuickItem {
    Q_OBJECT
    QML_ELEMENT

public:
    using QQuickItem::QQuickItem;

    /// Asks for one `settled`; again before it came does nothing.
    Q_INVOKABLE void request() { polish(); }

signals:
    void settled();

protected:
    void updatePolish() override { emit settled(); }
};

}  // namespace lanternfish::ui
