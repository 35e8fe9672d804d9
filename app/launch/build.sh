# Read by loam when Maven has work: building Loam, running its tests.
# Uses of loam: $root, $target, $stamp, $cache, $system, $offline, $typed, $java_*, say, die, built, unchanged.
# shellcheck shell=sh disable=SC2154

. "$root/app/launch/lock.sh"

# ---- Maven -----------------------------------------------------------------------------------------------------

# Is the version $1 at least 3.6.3?
new_enough() {
    old_ifs=$IFS IFS=.
    # shellcheck disable=SC2086  # its parts
    set -- $1 0 0
    IFS=$old_ifs
    [ $(($1 * 10000 + $2 * 100 + ${3%%[!0-9]*})) -ge 30603 ]
}

# Sets maven_kind to installed or wrapper, and maven_version; exports what Maven needs.
find_maven() {
    export JAVA_HOME="$java_home"
    MAVEN_OPTS="${MAVEN_OPTS:-} --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
    export MAVEN_OPTS
    maven_kind=wrapper
    maven_version=$(sed -n 's/^distributionUrl=.*apache-maven-\([0-9.]*\)-bin.*/\1/p' "$root/.mvn/wrapper/maven-wrapper.properties")
    if command -v mvn >/dev/null; then
        installed=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
        if [ -n "$installed" ] && new_enough "$installed"; then
            maven_kind=installed maven_version=$installed
        fi
    fi
    # Maven writes into the home folder; where that cannot be, into the cache.
    maven_home=${HOME:-}/.m2 repository=''
    if [ -z "${HOME:-}" ] || ! id -un >/dev/null 2>&1 || ! { mkdir -p "$maven_home" 2>/dev/null && [ -w "$maven_home" ]; }; then
        maven_home=$cache/maven
        repository=-Dmaven.repo.local=$maven_home/repository
        export MAVEN_USER_HOME="$maven_home"
    fi
    [ "$maven_kind" = wrapper ] || return 0
    for unpacked in "${MAVEN_USER_HOME:-$maven_home}/wrapper/dists/apache-maven-$maven_version"/*/bin/mvn; do :; done
    if [ ! -f "$unpacked" ]; then
        [ -z "$offline" ] || die "Loam cannot be built: there is no Maven here, and with --offline none is fetched."
        say "Fetching Maven $maven_version, 9 MB, into ${MAVEN_USER_HOME:-$maven_home}"
    fi
}

maven() {
    [ -z "$offline" ] || set -- -o "$@"
    [ -z "$repository" ] || set -- "$repository" "$@"
    set -- -B -Dstyle.color=never "$@"
    if [ "$maven_kind" = installed ]; then (cd "$root" && exec mvn "$@")
    else (cd "$root" && exec sh ./mvnw "$@")
    fi
}

# Says that LLVM will be fetched, where Maven does not have it yet.
announce_llvm() {
    llvm=$(sed -n 's/.*<llvm.version>\(.*\)<.*/\1/p' "$root/pom.xml")
    size=''
    case $system-$(uname -m) in
        Linux-x86_64) platform=linux-x86_64 size=148 ;;
        Linux-aarch64) platform=linux-arm64 size=144 ;;
        Darwin-arm64) platform=macosx-arm64 size=106 ;;
        Darwin-x86_64) platform=macosx-x86_64 size=112 ;;
        *) return 0 ;;
    esac
    [ -z "$offline" ] && [ -n "$llvm" ] || return 0
    [ ! -f "$maven_home/repository/org/bytedeco/llvm/$llvm/llvm-$llvm-$platform.jar" ] || return 0
    into='its folder .m2'
    [ -z "$repository" ] || into=$maven_home
    say "Maven fetches what it lacks into $into, once; the largest part is LLVM ${llvm%%-*}, a jar of $size MB."
}

# Says that the tests will fetch LibTorch, with which they compare, where Maven does not have it yet.
announce_libtorch() {
    libtorch=$(sed -n 's/.*<pytorch.version>\(.*\)<.*/\1/p' "$root/pom.xml")
    [ -z "$offline" ] && [ -n "$libtorch" ] || return 0
    case $system-$(uname -m) in
        Linux-x86_64) platform=linux-x86_64 ;;
        Darwin-arm64) platform=macosx-arm64 ;;
        Darwin-x86_64) platform=macosx-x86_64 ;;
        *) return 0 ;;
    esac
    [ -f "$maven_home/repository/org/bytedeco/pytorch/$libtorch/pytorch-$libtorch-$platform.jar" ] ||
        say "The tests compare Loam with LibTorch ${libtorch%%-*}, which Maven fetches for them, once: about 110 MB."
}

# ---- building --------------------------------------------------------------------------------------------------

# A checksum, size and name for every file that decides what is built.
sources() { (cd "$root" && find pom.xml ./*/pom.xml ./*/src/main -type f -exec "$sum" {} + | LC_ALL=C sort); }

# Reads Maven's output: keeps all of it, shows what it is doing.
show_build() {
    while IFS= read -r line; do
        printf '%s\n' "$line"
        case $line in
            '[INFO] Building '*']') line=${line#'[INFO] Building '} doing="building ${line%% *} [${line##*[}" ;;
            *'Downloading from '*.jar*) line=${line##*/} doing="fetching ${line%% *}"
                case $doing in *llvm-*) doing="$doing (${size:-more than 100} MB)" ;; esac ;;
            *) continue ;;
        esac
        if [ -t 2 ]; then printf '\r\033[K  %s' "$doing" >&2
        else
            case $doing in *llvm-*.jar | building*) say "  $doing" ;; esac
        fi
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
}

# Is the build one of these very sources, whatever their times say? Leaves their listing in `listing`.
same_sources() {
    listing=$(sources)
    built && [ "$(sed 1,2d "$stamp")" = "$listing" ]
}

build_loam() {
    if command -v cksum >/dev/null; then sum='cksum'; else sum='sha256sum'; fi
    if same_sources; then # files were touched, nothing in them changed
        [ ! -w "$stamp" ] || touch "$stamp"
        return
    fi
    mkdir -p "$target" 2>/dev/null && [ -w "$target" ] ||
        die "Loam has to be built, but $root cannot be written: make it writable, or copy it to where it can be."
    take_lock "$target/.building" 'builds Loam'
    same_sources || run_build
    drop_lock
    built || die "The build did not leave what Loam needs in $target: see $target/build.log."
}

run_build() {
    old_build=${build:-}
    # The stamp's time is that of the start: what is changed during the build is built the next time.
    build=$(printf '%s\n%s\n' "$root" "$listing" | "$sum")
    build=${build%% *}
    printf '%s\n%s\n%s\n' "$root" "$build" "$listing" >"$lock.stamp"
    find_maven
    if [ -f "$target/classpath.txt" ]; then why='its sources have changed'; else why='the first time takes a while'; fi
    say "Building Loam: $why (JDK $java_version from $java_home, Maven $maven_version)."
    [ -z "$passed_over" ] || say "Passed over: $passed_over."
    announce_llvm
    # A build that is broken off must not pass for the old one. And a jar that is removed, not overwritten, stays whole for a
    # run that has it open.
    rm -f "$stamp" "$root"/*/target/*.jar
    { maven package -DskipTests; echo $? >"$lock.status"; } 2>&1 | show_build >"$target/build.log"
    [ "$(cat "$lock.status")" = 0 ] || explain_failure
    mv "$lock.stamp" "$stamp"
    [ -z "$old_build" ] || rm -f "$cache/cds/"*"-$old_build-"*
    say "Built."
}

explain_failure() {
    if grep -q -e 'Unknown host' -e 'UnknownHost' -e 'Network is unreachable' -e 'Could not transfer' -e 'in offline mode' \
        -e 'Failed to fetch' "$target/build.log"; then
        say "Loam could not be built: Maven lacks parts that it has to fetch, and could not reach them${offline:+ (--offline)}."
    else
        say "Loam could not be built."
    fi
    if grep -q '^\[ERROR\]' "$target/build.log"; then
        grep '^\[ERROR\] .' "$target/build.log" | grep -v -e 'Re-run Maven' -e '-e switch' -e 'Help 1' -e 'For more information' -e 'After correcting' -e 'mvn <args>' | head -n 12
    else
        tail -n 3 "$target/build.log"
    fi >&2
    die "All of Maven's output: $target/build.log"
}

# ---- testing ---------------------------------------------------------------------------------------------------

# Shows Maven's output without its bookkeeping, and adds up Surefire's closing lines.
show_tests() {
    ran=0 failed=0 broke=0 skipped=0
    while IFS= read -r line; do
        case $line in
            *'Tests run: '*'Time elapsed'*) line=${line#\[*\] } ;;
            *'] Tests run: '*Skipped:*)
                line=${line#\[*\] }
                old_ifs=$IFS IFS=' ,'
                # shellcheck disable=SC2086  # Tests run N Failures N Errors N Skipped N
                set -- $line
                IFS=$old_ifs
                ran=$((ran + $3)) failed=$((failed + $5)) broke=$((broke + $7)) skipped=$((skipped + $9)) ;;
            '[INFO] Building '*']') line="${line#\[INFO\] Building }" ;;
            '[INFO] BUILD'*) line=${line#\[INFO\] } ;;
            *'[INFO] '* | '[INFO]' | '[ERROR] ' | '[ERROR] '*'[Help '* | '[ERROR] For more '* | '[ERROR] To see the full '*) continue ;;
            '[ERROR] After correcting'* | '[ERROR]   mvn <args>'* | '[ERROR] Re-run Maven'*) continue ;;
        esac
        printf '%s\n' "$line"
    done
    printf 'Tests run: %s, Failures: %s, Errors: %s, Skipped: %s\n' "$ran" "$failed" "$broke" "$skipped"
}

# run_tests [--all] [-- maven arguments]
run_tests() {
    all='' bad=''
    while [ $# -gt 0 ]; do
        case $1 in
            --all) all=1 ;;
            --) shift; break ;;
            -h | --help) bad=help; break ;;
            *) bad=$1; break ;;
        esac
        shift
    done
    if [ -n "$bad" ]; then
        [ "$bad" = help ] || say "test: no option '$bad'."
        say "$typed test [--all] [-- MAVEN ARGUMENTS]   builds Loam and runs its tests"
        say "  --all   also the slow ones, and 200 random cases each instead of 20"
        say "  example: $typed test -- -pl tensor -Dtest=PhiloxTest"
        [ "$bad" = help ] && exit 0 || exit 2
    fi
    [ -z "$all" ] || set -- -DexcludedTags= -Dtest.args=-Dloam.cases=200 "$@"
    mkdir -p "$target" 2>/dev/null && [ -w "$target" ] || die "Loam has to be built, but $root cannot be written."
    find_maven
    say "Testing Loam with JDK $java_version from $java_home, Maven $maven_version."
    [ -z "$passed_over" ] || say "Passed over: $passed_over."
    announce_llvm
    announce_libtorch
    status=$target/.tests.$$
    { maven -ntp -fae test "$@"; echo $? >"$status"; } 2>&1 | show_tests
    code=$(cat "$status")
    rm -f "$status"
    exit "$code"
}

# ---- for other projects ----------------------------------------------------------------------------------------

# Puts the modules into Maven's local repository, each with its sources and its documentation.
install_modules() {
    mkdir -p "$target" 2>/dev/null && [ -w "$target" ] || die "Loam has to be built, but $root cannot be written."
    find_maven
    say "Installing Loam's modules into $maven_home/repository (JDK $java_version, Maven $maven_version)."
    maven -Prelease -DskipTests install >"$target/build.log" 2>&1 || explain_failure
    rm -f "$stamp"
    say "Installed. In another project: import dev.loam:loam-bom:0.1.0 (type pom, scope import), then dev.loam:loam-train and the like."
}
