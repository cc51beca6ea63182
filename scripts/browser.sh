#!/bin/bash
# Makes sure there is a Chromium for the browser tests.
set -eu
for browser in "${CHROMIUM:-}" /usr/bin/chromium-headless-shell /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  [ -n "$browser" ] && [ -x "$browser" ] && exit 0
done
if [ "${BROWSER:-}" = skip ]; then
  echo "BROWSER=skip: the browser tests are reported as skipped"
  exit 0
fi
as_root=none
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
  echo "No Chromium found: installing Debian's package for the browser tests"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  # Without windows it takes a third less of the processor; older systems have it only as a part of the whole.
  package=chromium-headless-shell
  apt-cache show "$package" >/dev/null 2>&1 || package=chromium
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" fonts-noto-core >/dev/null
  exit 0
fi
cat >&2 <<'MESSAGE'

The browser tests need Chromium, and it could not be installed from here.
  Debian/Ubuntu:        sudo apt-get install -y chromium
  a browser elsewhere:  CHROMIUM=/path/to/chrome make test
  without them:         BROWSER=skip make test      (they are then reported as skipped)
MESSAGE
exit 2
