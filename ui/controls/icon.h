#pragma once

#include <QColor>
#include <QQuickPaintedItem>
#include <QString>

namespace lanternfish::controls {

/// One of the app's SVG icons, drawn in `color` where the drawing says currentColor. Painted, not shaded, so that it
/// looks the same with software rendering. What points back or forth ("go-next", "go-previous") is mirrored where the
/// app reads from right to left. Thread: gui; paint() on the render thread while gui waits.
class Icon : public QQuickPaintedItem {
    Q_OBJECT
    Q_PROPERTY(QString name MEMBER m_name NOTIFY changed REQUIRED)
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed)
    /// Pixels of the square that it takes.
    Q_PROPERTY(int size READ size WRITE setSize NOTIFY changed)
    QML_ELEMENT

public:
    explicit Icon(QQuickItem* parent = nullptr);

    int size() const { return m_size; }
    void setSize(int size);
    void paint(QPainter* painter) override;

signals:
    void changed();

private:
    QString m_name;
    QColor m_color = Qt::black;
    int m_size = 20;
};

}  // namespace lanternfish::controls
