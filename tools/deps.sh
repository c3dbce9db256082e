# Sourced by run and test: what the machine must have, and how it comes there.
#
#   want_command NAME PACKAGE      want_module PKG_CONFIG_NAME PACKAGE      want_file PATH PACKAGE
#   install_wanted                 wants_to_build                           npm_ready
#
# Commands, modules and files are looked for, not packages: whatever brought them is fine. What is missing comes
# from Debian's packages: as root, or by sudo; otherwise the exact line is printed and the script stops with 1.
# Nothing is asked of the network when nothing is missing.

wanted=

say() { printf '%s\n' "$@" >&2; } # Chinese, with English beneath
stop() { say "$@"; exit 1; }

want() { case " $wanted " in *" $1 "*) ;; *) wanted="$wanted $1" ;; esac; }
want_command() { command -v "$1" >/dev/null 2>&1 || want "$2"; }
want_module() { pkg-config --exists "$1" 2>/dev/null || want "$2"; }
want_file() { [ -e "$1" ] || want "$2"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# Root, sudo without a password, or sudo with somebody there to type it.
may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null 2>&1 || return 1
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }
}

apt_update() { as_root apt-get -q update; }
apt_install() { # $wanted is a list of words
    # shellcheck disable=SC2086
    as_root apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install --no-install-recommends $wanted
}

# Quiet when it works; the last lines of its log when it does not.
quietly() {
    quiet_log=$(mktemp) || exit 1
    if "$@" >"$quiet_log" 2>&1; then
        rm -f "$quiet_log"
    else
        tail -n 25 "$quiet_log" >&2
        rm -f "$quiet_log"
        return 1
    fi
}

install_wanted() {
    wanted=${wanted# }
    [ -n "$wanted" ] || return 0
    if ! may_install; then
        stop "缺少构建所需的软件包。请先执行：" "Packages are missing. Please run:" "" \
            "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $wanted" ""
    fi
    say "正在从 Debian 安装（约一两分钟，取决于网速）：$wanted" "Installing from Debian; a minute or two, as the network goes."
    # A fresh machine has no lists of packages; an old one may have lists that no longer hold.
    ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || quietly apt_update || true
    quietly apt_install && wanted= && return 0
    quietly apt_update && quietly apt_install && wanted= && return 0
    stop "安装未成功（上面是 apt-get 的说明）。请处理后重试，或手动执行：" \
        "The installation failed; apt-get says why above. Mend that and try again, or run:" "" \
        "    apt-get install -y --no-install-recommends $wanted" ""
}

wants_to_build() {
    want_command gcc gcc
    want_file /usr/include/stdio.h libc6-dev
    want_command pkg-config pkgconf
    want_command python3 python3
    want_command meson meson
    want_command ninja ninja-build
    want_module libmicrohttpd libmicrohttpd-dev
    want_module libsodium libsodium-dev
    want_module sqlite3 libsqlite3-dev
    want_module libpq libpq-dev
    want_module jansson libjansson-dev
    want_module yaml-0.1 libyaml-dev
    want_module libutf8proc libutf8proc-dev
    want_module libzip libzip-dev
    want_module expat libexpat1-dev
    want_module xlsxwriter libxlsxwriter-dev
    want_module mpfr libmpfr-dev
    want_module gmp libgmp-dev
    want_module libpcre2-8 libpcre2-dev
    want_module libcurl libcurl4-gnutls-dev
    want_file /usr/share/zoneinfo/Asia/Urumqi tzdata
    want_file /etc/ssl/certs/ca-certificates.crt ca-certificates
    want_command node nodejs
    want_command npm npm
}

# Debian's package would raise a cluster of its own at once; the tests' is private and lives as long as a test.
want_postgres() {
    ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || return 0
    want postgresql-15
    ! may_install || as_root sh -c 'mkdir -p /etc/postgresql-common/createcluster.d &&
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/kaocheng.conf'
}

# node_modules is what package-lock.json says, or becomes it. The copy of the lock inside is written last.
npm_ready() {
    cmp -s package-lock.json node_modules/.installed-lock && return 0
    say "正在获取前端资源（仅首次）…" "Fetching the front-end packages, this once."
    quietly npm ci --ignore-scripts --no-audit --no-fund ||
        stop "前端资源未能取得（上面是 npm 的说明）。请检查网络或 npm 镜像设置后重试。" \
            "The front-end packages could not be fetched; npm says why above. Check the network or npm's registry setting."
    cp package-lock.json node_modules/.installed-lock
}

# configure_ready DIR [meson options]: once; and again when there is a room that was not there before, which ninja
# does not see.
configure_ready() {
    build_dir=$1
    shift
    rooms=$(find src tests -name meson.build | sort)
    again=
    [ ! -f "$build_dir/build.ninja" ] || again=--reconfigure
    [ -z "$again" ] || [ "$rooms" != "$(cat "$build_dir/rooms" 2>/dev/null)" ] || return 0
    # shellcheck disable=SC2086
    quietly meson setup $again "$build_dir" . "$@" ||
        stop "构建配置未成功（上面是 meson 的说明）。" "The build could not be configured; meson says why above."
    echo "$rooms" >"$build_dir/rooms"
}

# build_ready DIR [meson options]: as the sources are now.
build_ready() {
    configure_ready "$@"
    quietly ninja -C "$1" ||
        stop "构建未成功（上面是编译器的说明）。" "The build failed; the compiler says why above."
}
