#!/bin/bash
# Puts the `registry` command into the virtual environment given as the first argument.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
printf '#!/bin/sh\nPYTHONPATH="%s${PYTHONPATH:+:$PYTHONPATH}" exec "%s/bin/python" -m registry "$@"\n' "$root" "$root/$1" > "$root/$1/bin/registry"
chmod +x "$root/$1/bin/registry"
