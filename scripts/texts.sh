#!/bin/bash
# Collects the texts of the program and brings the catalogues up to date; new ones wait there, empty.
set -eu
cd "$(dirname "$0")/.."
pot=$(mktemp --suffix .pot)
trap 'rm -f "$pot"' EXIT
.venv/bin/pybabel -q extract -F babel.cfg -k _l -k _n:1,2 --no-location --sort-output -o "$pot" registry templates
for catalogue in registry/translations/*/LC_MESSAGES/messages.po; do
  language=$(basename "$(dirname "$(dirname "$catalogue")")")
  .venv/bin/pybabel -q update -N -w 110 --ignore-pot-creation-date --ignore-obsolete -i "$pot" -d registry/translations -l "$language"
done
.venv/bin/pybabel -q compile -d registry/translations
