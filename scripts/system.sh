#!/bin/bash
# libmagic tells the type of an uploaded file by its content; without it a smaller list of signatures is used.
# Pango sets the letters of official papers; without it they are made for Word only.
set -eu
PATH="$PATH:/sbin:/usr/sbin"
missing=""
for pair in libmagic.so.1:libmagic1 libpango-1.0.so.0:libpango-1.0-0 libpangoft2-1.0.so.0:libpangoft2-1.0-0; do
  ldconfig -p 2>/dev/null | grep -q "${pair%%:*}" || missing="$missing ${pair##*:}"
done
if [ -z "$missing" ]; then exit 0; fi
as_root=none
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
  echo "Installing$missing"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "Missing:$missing. File types are told by built-in signatures, papers made for Word only. For more: sudo apt-get install -y$missing" >&2
