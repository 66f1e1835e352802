find_package(Qt6 6.8 REQUIRED COMPONENTS Core DBus Gui Qml Quick QuickControls2 Svg LinguistTools)
find_package(KF6SyntaxHighlighting REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(MD4C REQUIRED IMPORTED_TARGET md4c)
qt_standard_project_setup(REQUIRES 6.8)
# qt_add_qml_module puts modules below this folder, where qmllint, the tests and the app look for them.
set(QT_QML_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/qml")
