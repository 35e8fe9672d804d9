/// How a run happens: configuration, trainer, checkpoints, metrics and reports.
module dev.loam.train {
    requires transitive dev.loam.runtime;
    requires transitive dev.loam.nn;
    requires transitive dev.loam.data;
    requires jdk.jfr;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
    exports dev.loam.train;
}
