pragma Singleton

import QtQml

/// What is chosen in one window holds in all of them: the Preferences and the keys of each follow those of the others.
QtObject {
    signal made(by: QtObject, name: string, value: var)
    signal keysMade(by: QtObject)
}
