#!/usr/bin/env bash
# A whole conversation, with every socket that any thread asks for written down: none is of the internet.
# usage: no_sockets.sh WINDOW.sh LANTERNFISH ANSWERS.json
set -euo pipefail
if ! strace -f -e trace=none true 2>/dev/null; then
  echo "skipped: nothing can be traced here"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
strace -f -qq -e trace=socket,connect -o "$folder/sockets" bash "$@"
calls=$(wc -l <"$folder/sockets")
echo "$calls calls of socket and connect"
if grep -E 'AF_INET6?\b' "$folder/sockets"; then
  echo "the app asked for a socket of the internet"
  exit 1
fi
