#!/bin/bash
# LibreOffice, letters as wide as those of Times New Roman, and what reads PDF: with them the slow tests open every
# file of the registry; without them those tests are reported as skipped.
set -eu
if command -v soffice >/dev/null && command -v pdftotext >/dev/null &&
  fc-list 2>/dev/null | grep -q "Liberation Serif"; then
  exit 0
fi
as_root=none
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null; then
  echo "Installing LibreOffice for the tests of what it opens"
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1 || true
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation poppler-utils >/dev/null 2>&1 && exit 0
fi
echo "LibreOffice is missing: the tests that need it are skipped. To have them run:" \
  "sudo apt-get install -y libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation poppler-utils" >&2
