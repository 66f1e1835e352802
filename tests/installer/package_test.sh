#!/usr/bin/env bash
# Packs the build, looks into the package, installs it into a scratch root, starts it from there and removes it again.
# usage: package_test.sh BUILD_FOLDER [--system]     --system: also with apt into this very system (root only)
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }

cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work" >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log"; fail "cpack"; }
packages=("$work"/*.deb)
if [ ${#packages[@]} -ne 1 ] || [ ! -f "${packages[0]}" ]; then fail "expected one package, found: ${packages[*]}"; fi
package=${packages[0]}

depends=$(dpkg-deb -f "$package" Depends)
for wanted in libc6 libqt6quick6 libqt6core6 libkf6syntaxhighlighting6 libsqlite3-0 qml6-module-qtquick-templates; do
  grep -q -- "$wanted" <<<"$depends" || fail "the package does not depend on $wanted, only on $depends"
done
[ "$(dpkg-deb -f "$package" Package)" = lanternfish ] || fail "the package is not named lanternfish"
[ "$(dpkg-deb -f "$package" Architecture)" = "$(dpkg --print-architecture)" ] || fail "wrong architecture"

dpkg-deb -c "$package" >"$work/contents"
for wanted in bin/lanternfish bin/lanternfish-cli share/lanternfish/model/lanternfish-nano.gguf share/doc/lanternfish/copyright \
              share/applications/org.lanternfish.Lanternfish.desktop share/metainfo/org.lanternfish.Lanternfish.metainfo.xml \
              share/icons/hicolor/scalable/apps/org.lanternfish.Lanternfish.svg; do
  grep -q " \./usr/$wanted\$" "$work/contents" || fail "the package lacks usr/$wanted"
done
if grep -v ' \./\(usr/.*\)\?$' "$work/contents"; then fail "these lie outside of usr"; fi
if grep -v '^[^ ]* root/root ' "$work/contents"; then fail "these belong to somebody else than root"; fi
if grep -E '\.(a|h|cmake|o)$|_test$' "$work/contents"; then fail "these belong to the build"; fi
if command -v desktop-file-validate >/dev/null; then
  dpkg-deb --fsys-tarfile "$package" | tar -xO ./usr/share/applications/org.lanternfish.Lanternfish.desktop >"$work/lanternfish.desktop"
  desktop-file-validate "$work/lanternfish.desktop" || fail "the desktop file is not valid"
fi

start_from() { # $1: root of the installation
  local home=$work/home
  rm -rf "$home"
  mkdir -p "$home"
  env -u DISPLAY -u WAYLAND_DISPLAY HOME="$home" XDG_DATA_HOME="$home/data" QT_QPA_PLATFORM=offscreen \
    "$1/usr/bin/lanternfish" --version | grep -q '[0-9]\.[0-9]' || fail "lanternfish --version"
  "$1/usr/bin/lanternfish-cli" run --prompt hi >"$work/answer" || fail "lanternfish-cli run"
  [ "$(cat "$work/answer")" = 'Hello! How can I help you today?' ] || fail "the built-in model answers: $(cat "$work/answer")"
}

root=$work/root
if [ "$(id -u)" -eq 0 ]; then
  mkdir -p "$root/var/lib/dpkg/updates" "$root/var/lib/dpkg/info" "$root/var/log"
  touch "$root/var/lib/dpkg/status"
  dpkg --root="$root" --log=/dev/null --force-depends -i "$package" >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "install"; }
  start_from "$root"
  dpkg --root="$root" --log=/dev/null -r lanternfish >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; fail "remove"; }
  if [ -e "$root/usr/bin/lanternfish" ] || [ -e "$root/usr/share/lanternfish" ]; then fail "removing left files behind"; fi
  echo "packed, installed, started and removed: $(basename "$package")"
else
  dpkg-deb -x "$package" "$root"
  start_from "$root"
  echo "packed, unpacked and started (only root can install): $(basename "$package")"
fi

if [ "${2:-}" = --system ]; then
  apt-get install -q -y --no-install-recommends "$package"
  start_from ""
  apt-get purge -q -y lanternfish
  [ ! -e /usr/bin/lanternfish ] || fail "removing left files behind"
fi
