#include <QtQuickTest>

QUICK_TEST_MAIN(lanternfish_ui)
