#!/bin/sh
# Draws every picture of README and docs, and records docs/skip.cast: run docs/pictures.sh where
# makabaka-tui[pictures] is installed. The same version gives the same bytes each time.
set -eu
cd "$(dirname "$0")"
export MAKABAKA_TUI_CONFIG=  # as it ships, whatever the settings of who draws them are
makabaka() { "${PYTHON:-python3}" -m tui.cli "$@"; }
makabaka --version >/dev/null # or nothing is touched

# draw NAME SIZE ARGUMENTS: one screen in both themes, as pictures/NAME-SIZE-THEME.svg
draw() {
    name=$1 size=$2
    shift 2
    for theme in dark light; do
        makabaka snapshot "$@" --size "$size" --theme "$theme" \
            -o "pictures/$name-$size-$theme.svg" >/dev/null
    done
}

mkdir -p pictures
rm -f pictures/*.svg
for size in 80x24 120x40 160x50; do
    draw skip "$size" skip --goto 15
    draw xor "$size" xor --seed 1 -e 'goto dL/dW2'
    draw deep "$size" deep --set depth=20 -e 'goto dL/dh10'
    draw rnn "$size" networks/rnn.toml -e 'goto dL/dW'
    draw attention "$size" attention -e 'goto dL/dS'
done
for size in 80x24 160x50; do
    draw elman "$size" elman -e 'goto dL/dWh'
    draw elman_unfolded "$size" elman -e unfold -e 'goto dL/dWh'
    draw lenet "$size" lenet -e 'goto dL/dh1'
    draw lenet_unfolded "$size" lenet -e 'unfold c1' -e 'goto dL/dc1'
    draw transformer "$size" transformer -e 'goto dL/da'
    draw transformer_unfolded "$size" transformer -e 'unfold a' -e 'unfold a.mixed' -e 'goto dL/da.mixed.weights'
done
draw house 120x40 networks/house.toml --goto 6
draw afar 160x50 deep --set depth=20 --goto 80 -e zoom-out -e zoom-out
draw vanishing 120x40 deep --set depth=200 --set skip=0 --goto 700 -e zoom-out
draw landscape 100x30 skip --iteration 1 -e 'landscape w0=-1:1.5 w1=-1:1.5' -e maximise
draw slope 100x30 skip -e 'landscape w0=-1:1'
draw profile 80x24 deep --set depth=20 --set skip=0 -e 'goto dL/dz0' -e profile
draw rates 100x30 xor --seed 1 -e 'train 400' -e 'iteration 0' -e 'lr 0.1' -e 'train 400' -e 'branch 0' \
    -e 'iteration 0' -e 'lr 3' -e 'train 400' -e 'branch 0' -e 'iteration 0' -e 'lr 10' -e 'train 400' -e 'plot branches'
draw study 120x40 xor -e 'study seeds=200 lr=0.1,0.3,1,3,10'
draw chart 100x30 xor --seed 1 -e 'train 1000' -e 'goto 5' -e chart -e scale

rm -f skip.cast
makabaka play skip --record skip.cast --size 80x24
rm -f first.gif skip.html
makabaka play first.walk --record first.gif
makabaka play skip --record skip.html
