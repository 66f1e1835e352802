#!/usr/bin/env bash
# What the program says and how it exits when it can't do what it was asked.
# usage: refuses.sh LANTERNFISH
set -uo pipefail
app=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

expect() { # $1: exit code, $2: words on standard error, rest: arguments
  local code=$1 words=$2
  shift 2
  "$app" "$@" >"$folder/out" 2>"$folder/err" </dev/null
  local found=$?
  if [ $found -ne "$code" ] || ! grep -qF -- "$words" "$folder/err"; then
    echo "$*: expected exit $code and '$words', found exit $found and '$(cat "$folder/err")'"
    exit 1
  fi
}

expect 2 "wrong" --wrong
expect 2 "go together" --ask "hello"
expect 2 "480x520" --size 1x1
expect 1 "nowhere.gguf" --data "$folder/data" --model "$folder/nowhere.gguf" --screenshot "$folder/p.png" --ask "hello"
expect 1 "no-database" --verify-history "$folder/no-database" --conversation 1
expect 1 "no such file" --data "$folder/empty" --export "$folder/export.json"
expect 1 "nowhere.json" --data "$folder/data" --import "$folder/nowhere.json"
[ "$("$app" --version)" != "" ] || { echo "--version says nothing"; exit 1; }
"$app" --help | grep -q -- --screenshot || { echo "--help does not name --screenshot"; exit 1; }
