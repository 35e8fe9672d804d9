/// What people build: layers, losses, optimisers, schedules and the model registry.
module dev.loam.nn {
    requires transitive dev.loam.tensor;
    exports dev.loam.nn;
}
