#!/bin/sh
# The evaluation GPE-1 by the library: CSV files in, results out, and how long one full evaluation takes.
#
#   tests/bench/gpe1.sh DIR OUT
#
# DIR has wide.csv, votes.csv, items.csv and ind.csv; ind.csv is the scheme and is read when the program runs. Written
# are OUT, OUT.leaves and OUT.rollup. Environment: GPE_THREADS (1), GPE_POLICY (displayed_halfup4; PLACE_MODEDIGITS
# with displayed or once, and halfup, halfeven or down), GPE_REPEATS (7; the least time counts), GPE_BUILD (build).
# The last line: gpe1 full_s=SECONDS load_s=… write_s=… peak_mb=… threads=…
set -eu
[ $# = 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(pwd)
from=$1 to=$2
case $from in /*) ;; *) from=$here/$from ;; esac
case $to in /*) ;; *) to=$here/$to ;; esac
cd -- "$(dirname -- "$0")/../.."
export LC_ALL=C.UTF-8
. tools/deps.sh
build=${GPE_BUILD:-build}
if [ ! -x "$build/tests/bench/gpe1" ]; then
    wants_to_build
    install_wanted
    npm_ready
fi
configure_ready "$build" -Doptimization=2 -Ddebug=false
quietly ninja -C "$build" tests/bench/gpe1 || stop "构建未成功（上面是编译器的说明）。" "The build failed; the compiler says why above."
exec "$build/tests/bench/gpe1" "$from" "$to" "${GPE_POLICY:-displayed_halfup4}" "${GPE_THREADS:-1}" "${GPE_REPEATS:-7}"
