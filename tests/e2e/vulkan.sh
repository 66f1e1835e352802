#!/usr/bin/env bash
# The same conversation where there is a Vulkan device.
# usage: vulkan.sh LANTERNFISH-CLI WINDOW.sh [arguments of window.sh]
set -euo pipefail
cli=$1
shift
if ! "$cli" doctor --json | grep '"id": *"vulkan:' >/dev/null; then
  echo "skipped: there is no Vulkan device here"
  exit 77
fi
exec bash "$@"
