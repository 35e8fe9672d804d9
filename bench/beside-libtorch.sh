#!/bin/sh
# Loam and LibTorch in turn, a line each per workload and round:
#   bench/beside-libtorch.sh [NAME …] [KEY=VALUE …]
# NAME: mlp cnn gpt-small gpt-mid block gemm, all where none is given. KEYs: rounds (3), threads (1), seconds, batch, warmup, steps, seed.
# opt=fused|plain and attn=sdpa|manual are for LibTorch's transformers.
# Let nothing else run. On a busy machine compare p10, and with one thread cpu (the CPU time of a step).
# The first run fetches LibTorch, 110 MB, and with several threads OMP_WAIT_POLICY=ACTIVE is worth a try too.
set -eu

root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
names='' rounds=3 threads=1 kinds=''
for argument; do
    shift
    case $argument in
        rounds=*) rounds=${argument#*=} ;;
        threads=*) threads=${argument#*=} ;;
        opt=*|attn=*) kinds="$kinds $argument" ;;
        *=*) set -- "$@" "$argument" ;;
        *) names="$names $argument" ;;
    esac
done

JAVA_HOME=$("$root/loam" --jdk)
export JAVA_HOME
mvn=mvn
command -v mvn >/dev/null || mvn=$root/mvnw
(cd "$root" && "$mvn" -q -B -pl bench -am test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath.txt)
classpath=$root/bench/target/test-classes:$root/bench/target/classes:$(cat "$root/bench/target/test-classpath.txt")

export OMP_NUM_THREADS="$threads" OPENBLAS_NUM_THREADS="$threads"
[ "$threads" = 1 ] || export OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-PASSIVE}" # two pools of threads that spin get in each other's way

round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    for name in ${names:-mlp cnn gpt-small gpt-mid block gemm}; do
        "$root/loam" bench "$name" "threads=$threads" "$@" | sed 's/^/loam      /'
        "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.cachedir="$root/bench/target/natives" \
            -Dorg.bytedeco.javacpp.maxBytes=0 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -cp "$classpath" \
            dev.loam.bench.LibTorchPeer "$name" "threads=$threads" $kinds "$@" | sed 's/^/libtorch  /'
    done
done
