/// Where examples come from: dataset descriptors, readers, transforms and splits.
module dev.loam.data {
    requires transitive dev.loam.tensor;
    requires java.desktop;
    requires parquet.floor;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
    exports dev.loam.data;
    exports dev.loam.data.array;
    exports dev.loam.data.augment;
    exports dev.loam.data.split;
    exports dev.loam.data.tokenize;
}
