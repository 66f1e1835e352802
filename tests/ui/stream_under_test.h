#pragma once

#include <algorithm>
#include <memory>
#include <QQuickItem>
#include <QQuickView>
#include <QTest>

#include "ui/models/message_block_model.h"

namespace lanternfish {

inline store::Message question(store::MessageId id, const QString& text) {
    store::Message message;
    message.id = id;
    message.role = store::Role::User;
    message.text = text;
    return message;
}

inline store::Message answer(store::MessageId id, const QString& text, store::Status status = store::Status::Complete) {
    store::Message message;
    message.id = id;
    message.role = store::Role::Assistant;
    message.status = status;
    message.text = text;
    return message;
}

/// The message stream by itself in a window, over the real model.
struct Stream {
    explicit Stream(QSize size = {800, 600}) {
        view.setResizeMode(QQuickView::SizeRootObjectToView);
        view.resize(size);
        view.setInitialProperties({{QStringLiteral("blocks"), QVariant::fromValue(&model)}});
        view.loadFromModule("Lanternfish.Chat", "MessageList");
        view.show();
    }

    bool ready() {
        view.requestActivate();
        return view.rootObject() != nullptr && QTest::qWaitForWindowExposed(&view);
    }
    QQuickItem* root() { return view.rootObject(); }
    QQuickItem* list() { return root()->findChild<QQuickItem*>(QStringLiteral("messageBlocks")); }
    QObject* named(const char* name) { return root()->findChild<QObject*>(QString::fromLatin1(name)); }

    double contentY() { return list()->property("contentY").toDouble(); }
    bool following() { return root()->property("following").toBool(); }
    double distanceToEnd() {
        QObject* const l = list();
        return l->property("originY").toDouble() + l->property("contentHeight").toDouble() - list()->height() -
               contentY();
    }

    QQuickItem* block(int row) {
        QQuickItem* item = nullptr;
        QMetaObject::invokeMethod(list(), "itemAtIndex", Q_RETURN_ARG(QQuickItem*, item), Q_ARG(int, row));
        return item;
    }
    /// The text edit of a row; null while the row has no view, for tables and for code.
    QQuickItem* words(int row) {
        QQuickItem* const item = block(row);
        return item ? item->property("words").value<QQuickItem*>() : nullptr;
    }
    /// All text edits of a row, from top to bottom; none while it has no view.
    QList<QQuickItem*> texts(int row) {
        QList<QQuickItem*> found;
        QList<QQuickItem*> waiting;
        if (QQuickItem* const item = block(row))
            waiting.append(item);
        while (!waiting.isEmpty()) {
            QQuickItem* const item = waiting.takeFirst();
            if (item->inherits("QQuickTextEdit"))
                found.append(item);
            waiting.append(item->childItems());
        }
        std::ranges::sort(found, {}, [](QQuickItem* text) { return text->mapToScene({}).y(); });
        return found;
    }
    /// Where a position of a row's text stands in the window.
    QPoint pointOf(int row, int position) {
        QRectF place;
        QMetaObject::invokeMethod(block(row), "rectangleAt", Q_RETURN_ARG(QRectF, place), Q_ARG(int, position));
        return block(row)->mapToScene(place.center()).toPoint();
    }
    /// Where the top of a row stands in the view.
    double topOf(int row) { return block(row)->y() - contentY(); }

    /// Several small turns, as a hand does; up is positive.
    void wheel(int notches) {
        for (int i = 0; i < std::abs(notches); ++i) {
            QTest::wheelEvent(&view, QPointF(300, 200), {0, notches > 0 ? 120 : -120});
            QTest::qWait(20);
        }
    }

    ui::MessageBlockModel model;
    QQuickView view;
};

}  // namespace lanternfish
