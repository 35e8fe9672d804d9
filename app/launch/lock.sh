# Read by build.sh and jdk.sh: one process at a time does a thing.
# shellcheck shell=sh

# take_lock FILE WHAT: holds FILE, a link that names this process, until drop_lock or the end of the process, and waits for another
# process that holds it, which is said to do WHAT. The lock of a process that is gone is taken over. Files whose names begin with
# FILE belong to the holder and go with it.
take_lock() {
    lock=$1
    told=''
    while ! ln -s "$$" "$lock" 2>/dev/null; do
        holder=$(readlink "$lock") || continue
        if ! kill -0 "$holder" 2>/dev/null && ! ps -p "$holder" >/dev/null 2>&1; then
            mv "$lock" "$lock.$$" 2>/dev/null || continue
            [ "$(readlink "$lock.$$")" = "$holder" ] || mv "$lock.$$" "$lock" # another process was quicker
            rm -f "$lock.$$"
            continue
        fi
        [ -n "$told" ] || say "Waiting for process $holder, which $2 (if it does not, remove $lock)."
        told=1
        sleep 1
    done
    trap 'rm -rf "$lock" "$lock".*' EXIT
    trap 'exit 130' INT TERM HUP
}

drop_lock() {
    rm -rf "$lock" "$lock".*
    trap - EXIT INT TERM HUP
}
