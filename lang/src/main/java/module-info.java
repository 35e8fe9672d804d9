/// The language: a Scheme compiled to JVM bytecode.
module dev.loam.lang {
    requires dev.loam.runtime;
    exports dev.loam.lang;
    exports dev.loam.lang.library;
    exports dev.loam.lang.number;
}
