#!/bin/sh
# fuzz.sh TARGET SECONDS: lets Jazzer look for inputs that break a reader (its names: the maps TARGETS in the classes Fuzz of data and train).
# Inputs are gathered in fuzz-corpus/TARGET; what breaks something is written to crash-*.
set -eu
cd "$(dirname "$0")/.."
target=$1 seconds=$2
module=data
case $target in safetensors | config | settings) module=train ;; esac
mvn -q -o -B -Pfuzz test-compile dependency:build-classpath -pl $module -am -Dmdep.outputFile=target/fuzz-classpath.txt
mkdir -p fuzz-corpus/"$target"
exec java --enable-native-access=ALL-UNNAMED -Xmx1g -cp "$module/target/test-classes:$module/target/classes:$(cat $module/target/fuzz-classpath.txt)" \
    com.code_intelligence.jazzer.Jazzer --target_class=dev.loam.$module.Fuzz --target_args="$target" --instrumentation_includes='dev.loam.**' \
    --keep_going=20 fuzz-corpus/"$target" "$module/src/test/resources/dev/loam/$module/fuzz/$target" -max_total_time="$seconds" -timeout=20 -max_len=4096 -rss_limit_mb=3000
