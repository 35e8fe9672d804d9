#!/bin/bash
# compare.sh [PROGRAM ...]: runs each program of this folder in turn with Loam, Chez Scheme, Guile and Kawa (those that are there), checks
# what it prints, and shows the seconds of each whole process; at the end the geometric mean beside Chez, starting included and not.
#
#   SYSTEMS  which of loam, chez, guile, kawa (all that are there)
#   LOAM     the command that runs a program (./loam run)
#   CHEZ     chezscheme    GUILE  guile    KAWA  the path of kawa.jar (com.github.arvyy:kawa on Maven Central)
here=$(cd "$(dirname "$0")" && pwd)
loam=${LOAM:-$here/../../loam run}
chez=${CHEZ:-$(command -v chezscheme)}
guile=${GUILE:-$(command -v guile)}
kawa=${KAWA:-$(ls ~/.m2/repository/com/github/arvyy/kawa/*/kawa-*.jar 2>/dev/null | tail -1)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

with_prelude() { cat "$here/beside/$1.scm" "$2" > "$work/$1.scm"; }

run_loam() { $loam "$1"; }
run_chez() { "$chez" --script "$work/chez.scm"; }
run_guile() { "$guile" --no-auto-compile -c "(load-compiled \"$work/guile.go\")"; }
run_kawa() { java -Xss512m -cp "$kawa" kawa.repl --full-tailcalls "$work/kawa.scm"; }

prepare() {
    case $1 in
        chez | kawa) with_prelude "$1" "$2" ;;
        guile)
            with_prelude guile "$2"
            "$guile" --no-auto-compile -c "(use-modules (system base compile))
                (compile-file \"$work/guile.scm\" #:output-file \"$work/guile.go\" #:opts '() #:env (make-fresh-user-module))" > "$work/log" 2>&1 ;;
    esac
}

systems=loam
[ -n "$chez" ] && systems="$systems chez"
[ -n "$guile" ] && systems="$systems guile"
[ -n "$kawa" ] && systems="$systems kawa"
systems=${SYSTEMS:-$systems}

echo '(display "hello") (newline)' > "$work/hello.scm"
programs=("$@")
[ $# -eq 0 ] && programs=($(cd "$here" && ls -- *.scm | sed 's/\.scm$//'))

printf '%-12s' program
for s in $systems; do printf ' %8s' "$s"; done
echo
{
    for p in hello "${programs[@]}"; do
        file=$here/$p.scm
        expected=hello
        [ "$p" = hello ] && file=$work/hello.scm || expected=$(tail -1 "$here/expected/$p.txt")
        printf '%-12s' "$p"
        for s in $systems; do
            prepare "$s" "$file"
            start=$(date +%s%N)
            found=$("run_$s" "$file" 2>> "$work/log" | tail -1)
            end=$(date +%s%N)
            if [ "$found" = "$expected" ]; then
                printf ' %8s' "$(echo "scale=2; ($end - $start) / 1000000000" | bc)"
            else
                printf ' %8s' wrong
                echo "$s $p: $found" >> "$work/wrong"
            fi
        done
        echo
    done
} | tee "$work/table"
awk -v systems="$systems" '
    BEGIN { n = split(systems, name, " "); for (i = 1; i <= n; i++) if (name[i] == "chez") c = i + 1 }
    $1 == "hello" { for (i = 2; i <= NF; i++) start[i] = $i; next }
    c && $c != "wrong" { for (i = 2; i <= NF; i++) if ($i != "wrong") {
        whole[i] += log($i / $c); net = $i - start[i]; base = $c - start[c]
        if (net < .01) net = .01; if (base < .01) base = .01
        alone[i] += log(net / base); count[i]++; total[i] += $i } }
    END { if (c) for (i = 2; i <= n + 1; i++) if (count[i])
        printf "%-6s %2d programs, %7.2f s in all, %5.2f x Chez, %5.2f x without starting\n",
            name[i - 1], count[i], total[i], exp(whole[i] / count[i]), exp(alone[i] / count[i]) }' "$work/table"
[ -s "$work/wrong" ] && { echo "wrong answers:"; cat "$work/wrong"; }
exit 0
