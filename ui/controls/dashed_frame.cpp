#include "ui/controls/dashed_frame.h"

#include <QPainter>

namespace lanternfish::controls {

DashedFrame::DashedFrame(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    connect(this, &DashedFrame::changed, this, [this] { update(); });
}

void DashedFrame::paint(QPainter* painter) {
    constexpr double kDash = 4;  // Pixels of a dash and of the gap behind it.
    QPen pen(m_color, m_lineWidth);
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({kDash / m_lineWidth, kDash / m_lineWidth});
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    const double half = m_lineWidth / 2;
    const double radius = qMax(0.0, m_radius - half);
    painter->drawRoundedRect(QRectF(0, 0, width(), height()).adjusted(half, half, -half, -half), radius, radius);
}

}  // namespace lanternfish::controls
