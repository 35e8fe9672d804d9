/// Workloads on random data for `loam bench`, and the way they are timed.
module dev.loam.bench {
    requires transitive dev.loam.nn;
    requires dev.loam.runtime;
    requires java.management;
    exports dev.loam.bench;
}
