#!/usr/bin/env bash
# Draws events (undertone listen --every 0.1 … > EVENTS) as a timeline of probabilities. Needs gnuplot and jq.
# Usage: timeline.sh EVENTS OUT.svg
set -euo pipefail
labels=(neutral calm happy sad angry fear disgust surprise)
# Okabe and Ito's colours, which colour-blind people can tell apart.
colours=('#7f7f7f' '#56b4e9' '#e69f00' '#0072b2' '#d55e00' '#cc79a7' '#009e73' '#b8a800')
data=$(mktemp)
trap 'rm -f "$data"' EXIT
jq -r 'select(.type=="estimate") | [.stream_s, (.probabilities|.neutral,.calm,.happy,.sad,.angry,.fear,.disgust,.surprise), .speech] | @tsv' "$1" > "$data"
# Labels stand at two heights in turn, so that neighbours do not overlap.
changes=$(jq -rs 'map(select(.type=="change" and .to!=null)) | to_entries[] | .value as $c | (1.03 + 0.07 * (.key % 2)) as $y
  | "set label \"\($c.to)\" at \($c.stream_s),\($y) left font \",11\" tc rgb \"#606060\"; set arrow from \($c.stream_s),0 to \($c.stream_s),\($y) nohead lc rgb \"#a0a0a0\" dt 3"' "$1")
plots="'$data' using 1:(\$10>=0.5?1:0) with filledcurves y1=0 lc rgb '#eeeeee' title 'speech'"
for index in "${!labels[@]}"; do
  plots+=", '' using 1:$((index + 2)) with lines lw 2 lc rgb '${colours[$index]}' title '${labels[$index]}'"
done
gnuplot <<PLOT
set terminal svg size 900,340 dynamic background rgb 'white' font 'sans-serif,13'
set output '$2'
set xlabel 'seconds'
set ylabel 'probability'
set yrange [0:1.1]
set ytics 0,0.25,1
set key outside right top
set border 3
set tics nomirror
$changes
plot $plots
PLOT
