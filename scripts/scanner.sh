#!/bin/bash
# clamd is what the slow tests ask about files; without it those of them that need it are reported as skipped.
set -eu
PATH="$PATH:/sbin:/usr/sbin"
if command -v clamd >/dev/null; then exit 0; fi
as_root=none
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
  echo "Installing clamav-daemon for the tests of the scanner"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clamav-daemon >/dev/null 2>&1 && exit 0
fi
echo "clamd is missing: the tests that need it are skipped. To have them run: sudo apt-get install -y clamav-daemon" >&2
