#!/bin/sh
# Draws the pictures in the README and records docs/skip.cast: run docs/pictures.sh where
# makabaka-tui[pictures] is installed.
set -eu
cd "$(dirname "$0")"
export MAKABAKA_TUI_CONFIG=  # as it ships, whatever the settings of who draws them are
makabaka() { "${PYTHON:-python3}" -m tui.cli "$@"; }
makabaka snapshot skip --goto 15 -o skip.svg --force
makabaka snapshot xor --seed 1 -e 'train 1000' -e 'goto 5' -e chart -e scale -o xor.svg --force
rm -f skip.cast
makabaka play skip --record skip.cast --size 80x24
rm -f first.gif skip.html
makabaka play first.walk --record first.gif
makabaka play skip --record skip.html
