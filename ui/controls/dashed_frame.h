#pragma once

#include <QColor>
#include <QQuickPaintedItem>

namespace lanternfish::controls {

/// A dashed line around the item, inside of it. Thread: gui; paint() on the render thread while gui waits.
class DashedFrame : public QQuickPaintedItem {
    Q_OBJECT
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed REQUIRED)
    Q_PROPERTY(double radius MEMBER m_radius NOTIFY changed)
    Q_PROPERTY(double lineWidth MEMBER m_lineWidth NOTIFY changed)
    QML_ELEMENT

public:
    explicit DashedFrame(QQuickItem* parent = nullptr);

    void paint(QPainter* painter) override;

signals:
    void changed();

private:
    QColor m_color;
    double m_radius = 0;
    double m_lineWidth = 1;
};

}  // namespace lanternfish::controls
