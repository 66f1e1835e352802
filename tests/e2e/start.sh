#!/usr/bin/env bash
# Start to a window on the screen, the best of five, within 500 ms; the app at rest within 200 MiB. The model is loaded
# beside it and mapped, not read.
# usage: start.sh LANTERNFISH
set -euo pipefail
for tool in xvfb-run xdotool; do
  command -v $tool >/dev/null || { echo "skipped: there is no $tool here"; exit 77; }
done
# shellcheck disable=SC2016
exec xvfb-run -a -s "-screen 0 1280x800x24" bash -c '
  set -euo pipefail
  folder=$(mktemp -d)
  app=0
  trap "kill \$app 2>/dev/null || true; rm -rf \"$folder\"" EXIT
  best=100000 most=0
  for _ in 1 2 3 4 5; do
    begin=$(date +%s%N)
    "$1" --data "$folder" --theme light >/dev/null 2>&1 & app=$!
    until xdotool search --onlyvisible --name Lanternfish >/dev/null 2>&1; do
      kill -0 $app || { echo "the app ended before it had a window"; exit 1; }
      sleep 0.01
    done
    took=$((($(date +%s%N) - begin) / 1000000))
    sleep 3
    memory=$(awk "/^VmRSS/ {print int(\$2 / 1024)}" /proc/$app/status)
    echo "window after $took ms, $memory MiB"
    [ $took -ge $best ] || best=$took
    [ $memory -le $most ] || most=$memory
    kill $app
    wait $app 2>/dev/null || true
  done
  [ $best -le 500 ] || { echo "the window came after $best ms, 500 are the bound"; exit 1; }
  [ $most -le 200 ] || { echo "the app takes $most MiB, 200 are the bound"; exit 1; }' start "$1"
