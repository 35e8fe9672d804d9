# Read by loam when no JDK was found: fetches Temurin into the cache, or says what to do.
# Uses of loam: $oldest, $cache, $system, $offline, $typed, $passed_over, say, die, consider_all.
# shellcheck shell=sh disable=SC2154

. "$root/app/launch/lock.sh"

# LOAM_JDK_URL: another server that answers like Adoptium's.
jdk_server=${LOAM_JDK_URL:-https://api.adoptium.net}

# Sets jdk_os and jdk_arch to Adoptium's names for this machine.
name_platform() {
    case $system in
        Darwin) jdk_os=mac ;;
        Linux) jdk_os=linux
            for musl in /lib/ld-musl-*; do [ ! -e "$musl" ] || jdk_os=alpine-linux; done ;;
        *) jdk_os=$(printf '%s' "$system" | tr '[:upper:]' '[:lower:]') ;;
    esac
    jdk_arch=$(uname -m)
    case $jdk_arch in
        x86_64 | amd64) jdk_arch=x64 ;;
        arm64) jdk_arch=aarch64 ;;
    esac
}

# Sets system_name, debian (its release number) from os-release or sw_vers.
name_system() {
    system_name=$system debian=''
    if [ "$system" = Darwin ]; then
        system_name="macOS $(sw_vers -productVersion 2>/dev/null)"
        return
    fi
    release_file=${LOAM_OS_RELEASE:-/etc/os-release}
    [ -r "$release_file" ] || return 0
    id='' number=''
    while IFS='=' read -r key value; do
        value=${value#\"}
        value=${value%\"}
        case $key in
            ID) id=$value ;;
            VERSION_ID) number=$value ;;
            PRETTY_NAME) system_name=$value ;;
        esac
    done <"$release_file"
    [ "$id" != debian ] || debian=${number:-99} # testing and unstable have no number
}

# Ends the launcher with what was looked for, why nothing was fetched ($1), and the commands for this system.
give_up() {
    name_system
    say "Loam needs JDK $oldest or newer, and none was found${passed_over:+ (passed over: $passed_over)}."
    say "$1"
    sudo=''
    [ "$(id -u)" = 0 ] || sudo='sudo '
    if [ -n "$debian" ] && [ "${debian%%.*}" -ge 13 ]; then
        say "On $system_name this installs it:"
        say "  ${sudo}apt install openjdk-$oldest-jdk-headless"
    else
        archive="$jdk_server/v3/binary/latest/$oldest/ga/$jdk_os/$jdk_arch/jdk/hotspot/normal/eclipse"
        inside=''
        [ "$jdk_os" != mac ] || inside=/Contents/Home
        say "On $system_name, unpack this archive (fetched here, or on another machine) and say where it is:"
        say "  mkdir -p ~/jdk-$oldest"
        if command -v curl >/dev/null || ! command -v wget >/dev/null; then
            say "  curl -fL $archive | tar xz -C ~/jdk-$oldest --strip-components=1"
        else
            say "  wget -O - $archive | tar xz -C ~/jdk-$oldest --strip-components=1"
        fi
        say "  LOAM_JAVA_HOME=~/jdk-$oldest$inside $typed"
    fi
    exit 1
}

# get URL: to standard output.
get() {
    if command -v curl >/dev/null; then curl -fsSL --connect-timeout 10 "$1"
    else wget -q -T 10 -t 2 -O - "$1"
    fi
}

# get_file URL FILE: with progress on a terminal, going on where FILE ends.
get_file() {
    if command -v curl >/dev/null; then
        how=-sS
        [ ! -t 2 ] || how='-#'
        curl -fL "$how" --connect-timeout 10 --retry 2 -C - -o "$2" "$1"
    else
        how=-q
        if [ -t 2 ]; then
            how=''
            case $(wget --help 2>&1) in *--show-progress*) how='-q --show-progress' ;; esac
        fi
        # shellcheck disable=SC2086  # words
        wget $how -T 30 -t 2 -c -O "$2" "$1"
    fi
}

sha256_of() {
    if command -v sha256sum >/dev/null; then sha256sum <"$1"
    elif command -v shasum >/dev/null; then shasum -a 256 <"$1"
    else openssl dgst -sha256 -r <"$1"
    fi | sed 's/ .*//'
}

size_of() { if [ -f "$1" ]; then wc -c <"$1" | tr -d ' '; else echo 0; fi; }

# The first value of key $1 in the part of Adoptium's answer that describes the archive.
field() { printf '%s\n' "$answer" | sed -n '/"package"/,$p' | sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\"]*\).*/\1/p" | head -n 1; }

fetch_jdk() {
    name_platform
    command -v curl >/dev/null || command -v wget >/dev/null || give_up "Neither curl nor wget is here to fetch one."
    command -v tar >/dev/null || give_up "There is no tar here to unpack one."
    command -v sha256sum >/dev/null || command -v shasum >/dev/null || command -v openssl >/dev/null ||
        give_up "There is no sha256sum, shasum or openssl here to check one that is fetched."
    [ -z "$offline" ] || give_up "With --offline none is fetched."
    answer=$(get "$jdk_server/v3/assets/latest/$oldest/hotspot?architecture=$jdk_arch&image_type=jdk&os=$jdk_os&vendor=eclipse" 2>/dev/null |
        tr ',{}' '\n\n\n')
    link=$(field link) sum=$(field checksum) size=$(field size)
    size=${size%%[!0-9]*}
    [ -n "$link" ] && [ -n "$sum" ] && [ -n "$size" ] ||
        give_up "Fetching one failed: $jdk_server could not be reached, or has none for $jdk_os on $jdk_arch."

    jdks=$cache/jdk
    mkdir -p "$jdks" 2>/dev/null && [ -w "$jdks" ] ||
        give_up "Fetching one failed: $jdks cannot be written. LOAM_CACHE=FOLDER names another cache."
    take_lock "$jdks/.fetching" 'fetches a JDK'
    consider_all "$jdks"
    if [ -n "$java_home" ]; then
        drop_lock
        return
    fi
    partial=$jdks/${link##*/}.part
    have=$(size_of "$partial")
    [ "$have" -le "$size" ] || { rm -f "$partial"; have=0; }
    say "No JDK $oldest found${passed_over:+ (passed over: $passed_over)}."
    say "Fetching Temurin $oldest, $(((size + 500000) / 1000000)) MB, into $jdks"
    [ "$have" = 0 ] || say "  going on after the $(((have + 500000) / 1000000)) MB of an earlier attempt"
    [ "$have" = "$size" ] || get_file "$link" "$partial" || {
        [ "$(size_of "$partial")" = "$size" ] ||
            give_up "Fetching one failed on the way; the part that arrived is kept, and the next start goes on from it."
    }
    if [ "$(sha256_of "$partial")" != "$sum" ]; then
        rm -f "$partial"
        die "The checksum of $link is wrong: it was thrown away. Start again to fetch it anew."
    fi

    mkdir "$lock.new" && tar -xzf "$partial" -C "$lock.new" ||
        give_up "The archive could not be unpacked into $jdks: is the disk full?"
    for home in "$lock.new"/*; do
        [ -d "$jdks/${home##*/}" ] || mv "$home" "$jdks/"
    done
    rm -f "$partial"
    drop_lock
    consider_all "$jdks"
    [ -n "$java_home" ] || die "What was fetched is not a JDK $oldest: see $jdks."
}
