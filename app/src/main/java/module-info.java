/// The `loam` command.
module dev.loam.app {
    requires dev.loam.train;
    requires info.picocli;
}
