/// The `loam` command.
module dev.loam.app {
    requires dev.loam.train;
    requires dev.loam.lang;
    requires dev.loam.bench;
    requires info.picocli;
    requires org.jline;
    requires jdk.jshell;
    requires org.commonmark;
    requires org.commonmark.ext.gfm.tables;
}
