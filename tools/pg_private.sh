#!/bin/sh
# Runs a command beside a private PostgreSQL that nobody else can reach and that is gone afterwards.
#
#   tools/pg_private.sh COMMAND [ARGUMENTS]
#
# The command gets KC_PG_URL (an empty database kc, encoding UTF8, collation C, durable commits) and KC_PG_BIN (the
# directory of createdb, dropdb, pg_dump). The server listens on a socket in a new directory, on no address. It will not
# run as root, so for root it runs as nobody.
set -eu

bin=
for dir in /usr/lib/postgresql/*/bin; do
    [ -x "$dir/initdb" ] && bin=$dir # the newest, by the order of names
done
[ -n "$bin" ] || { echo "pg_private: no PostgreSQL server below /usr/lib/postgresql" >&2 && exit 1; }

home=$(mktemp -d /tmp/kc-pg.XXXXXX) # short: a socket's path has 107 bytes at most
as_server() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    chown nobody "$home"
    chmod 711 "$home"
    as_server() { setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$home" "$@"; }
fi

finish() {
    status=$?
    trap - EXIT
    trap '' INT TERM HUP
    [ ! -f "$home/data/postmaster.pid" ] || as_server "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

cd "$home"
{
    as_server "$bin/initdb" -D "$home/data" -U kc -A trust -E UTF8 --locale=C &&
        as_server "$bin/pg_ctl" -D "$home/data" -l "$home/log" -w \
            -o "-k $home -c listen_addresses='' -c fsync=on -c max_connections=200" start &&
        as_server "$bin/createdb" -h "$home" -U kc -T template0 -E UTF8 -l C kc
} >"$home/start.log" 2>&1 || { cat "$home/start.log" "$home/log" >&2 2>/dev/null || true; exit 1; }
cd "$OLDPWD"

export KC_PG_URL="postgresql:///kc?host=$home&user=kc" KC_PG_BIN="$bin"
"$@"
