#!/bin/sh
# Fuzzes each tests/fuzz/fuzz_NAME.c for a while with clang's libFuzzer, AddressSanitizer and UBSan.
#
#   tools/fuzz.sh SECONDS [NAME…]
#   tools/fuzz.sh EXECUTIONSx [NAME…]      as in 5000000x: as often as that, however long it takes
#
# The seeds are tests/fuzz/corpus/NAME, its words, if it has any, tests/fuzz/NAME.dict; what is found on the way stays
# in build-fuzz/corpus/NAME, a crash in build-fuzz/NAME-crash-…: put it into the corpus together with its mending. The
# last line is "N passed, N failed".
set -eu
cd -- "$(dirname -- "$0")/.."
. tools/deps.sh
case $1 in
*x) limit=-runs=${1%x} ;;
*) limit=-max_total_time=$1 ;;
esac
shift
build='build-fuzz'
flags='-fsanitize=address,undefined -fno-sanitize-recover=all'

export CC=clang
configure_ready $build -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 \
    -Dc_args=-fsanitize=fuzzer-no-link
archives=$(ninja -C $build -t targets all | sed -n 's/^\(src[^:]*\.a\): .*/\1/p')
# shellcheck disable=SC2086
quietly ninja -C $build $archives
libraries=$(pkg-config --libs libmicrohttpd libsodium sqlite3 libpq jansson yaml-0.1 libutf8proc libzip expat xlsxwriter mpfr gmp libpcre2-8 libcurl)

passed=0 failed=0
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    name=${name#fuzz_}
    case " ${*:-$name} " in *" $name "*) ;; *) continue ;; esac
    mkdir -p "$build/corpus/$name" "tests/fuzz/corpus/$name"
    words=
    [ ! -f "tests/fuzz/$name.dict" ] || words="-dict=tests/fuzz/$name.dict"
    # shellcheck disable=SC2086
    if (cd $build && clang -g -O1 -D_GNU_SOURCE -DKC_TEST_BUILD $flags -fsanitize=fuzzer -I../src -Isrc "../$source" \
        -Wl,--start-group $archives -Wl,--end-group $libraries -o "fuzz_$name") &&
        "$build/fuzz_$name" $words "$limit" -timeout=10 -rss_limit_mb=2048 -close_fd_mask=1 \
            -artifact_prefix="$build/$name-" "$build/corpus/$name" "tests/fuzz/corpus/$name" >"$build/$name.log" 2>&1; then
        passed=$((passed + 1))
        printf 'fuzz %s: %s\n' "$name" "$(tail -n 1 "$build/$name.log")"
    else
        failed=$((failed + 1))
        printf -- '--- fuzz %s\n' "$name"
        [ ! -f "$build/$name.log" ] || tail -n 40 "$build/$name.log"
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed != 0 ]
