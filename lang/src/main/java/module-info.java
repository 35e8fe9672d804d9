/// The language: a Scheme compiled to JVM bytecode.
module dev.loam.lang {
    requires dev.loam.train;
    requires static java.scripting;

    exports dev.loam.lang;
    exports dev.loam.lang.interop;
    exports dev.loam.lang.library;
    exports dev.loam.lang.number;

    provides javax.script.ScriptEngineFactory with dev.loam.lang.interop.SchemeEngine.Factory;
}
