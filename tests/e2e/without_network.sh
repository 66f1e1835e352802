#!/usr/bin/env bash
# The same conversation where there is no network at all: a namespace whose only interface, the loopback, is down.
# usage: without_network.sh WINDOW.sh LANTERNFISH ANSWERS.json
set -euo pipefail
if unshare -n true 2>/dev/null; then
  apart=(unshare -n)
elif unshare -rn true 2>/dev/null; then
  apart=(unshare -rn)
else
  echo "skipped: this system lets nobody make a network namespace"
  exit 77
fi
"${apart[@]}" bash -c '[ "$(grep -c : /proc/net/dev)" -le 1 ]' || { echo "the namespace has interfaces"; exit 1; }
exec "${apart[@]}" bash "$@"
