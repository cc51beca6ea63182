#!/bin/bash
# libmagic tells the type of an uploaded file by its content; without it a smaller list of signatures is used.
set -eu
PATH="$PATH:/sbin:/usr/sbin"
if ldconfig -p 2>/dev/null | grep -q libmagic.so.1; then exit 0; fi
as_root=none
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
  echo "Installing libmagic1"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libmagic1 >/dev/null 2>&1 && exit 0
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libmagic1 >/dev/null 2>&1 && exit 0
fi
echo "libmagic is missing: file types are told by built-in signatures. For more: sudo apt-get install -y libmagic1" >&2
