/// Loam in a browser: the portable modules as TeaVM compiles them.
module dev.loam.web {
    requires dev.loam.compiler;
    requires dev.loam.data;
    requires dev.loam.nn;
}
