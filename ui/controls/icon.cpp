#include "ui/controls/icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QSvgRenderer>

namespace lanternfish::controls {

Icon::Icon(QQuickItem* parent) : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    setImplicitSize(m_size, m_size);
    connect(this, &Icon::changed, this, [this] { update(); });
    connect(qGuiApp, &QGuiApplication::layoutDirectionChanged, this, [this] { update(); });
}

void Icon::setSize(int size) {
    if (size == m_size) {
        return;
    }
    m_size = size;
    setImplicitSize(size, size);
    emit changed();
}

void Icon::paint(QPainter* painter) {
    QFile file(QStringLiteral(":/lanternfish/icons/%1.svg").arg(m_name));
    if (!file.open(QIODevice::ReadOnly)) {
        return;
    }
    // Qt's renderer knows currentColor only as black, so the tint goes into the text.
    QByteArray drawing = file.readAll();
    drawing.replace("currentColor", m_color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(drawing);
    const QRectF square(0, 0, width(), height());
    painter->setOpacity(painter->opacity() * m_color.alphaF());
    const bool pointsAlong = m_name == u"go-next" || m_name == u"go-previous";
    if (pointsAlong && QGuiApplication::layoutDirection() == Qt::RightToLeft) {
        painter->translate(square.width(), 0);
        painter->scale(-1, 1);
    }
    renderer.render(painter, square);
}

}  // namespace lanternfish::controls
