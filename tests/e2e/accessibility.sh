#!/usr/bin/env bash
# The window over AT-SPI, on a display, a session bus and an accessibility bus of its own.
# usage: accessibility.sh ACCESSIBILITY LANTERNFISH
set -euo pipefail
for tool in dbus-run-session xvfb-run xdotool; do
  command -v $tool >/dev/null || { echo "skipped: there is no $tool here"; exit 77; }
done
launcher=$(ls /usr/libexec/at-spi-bus-launcher /usr/lib/at-spi2-core/at-spi-bus-launcher 2>/dev/null | head -1 || true)
[ -n "$launcher" ] || { echo "skipped: there is no AT-SPI here"; exit 77; }
export QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb LC_ALL=C.UTF-8
# shellcheck disable=SC2016
exec dbus-run-session -- xvfb-run -a -s "-screen 0 1280x800x24" bash -c '
  "$1" --launch-immediately & bus=$!
  trap "kill $bus 2>/dev/null || true" EXIT
  sleep 1
  "$2" "$3" "$(command -v xdotool)"' accessibility "$launcher" "$1" "$2"
