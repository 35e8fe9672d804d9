package dev.loam.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// The launcher itself installs them, before this class is reached; here is only what it says without the launcher.
@Command(name = "install", description = "Puts Loam's modules into Maven's local repository, with sources and documentation.")
final class InstallCommand implements Callable<Integer> {
    @Unmatched
    String[] arguments;

    @Override
    public Integer call() {
        throw new UserError("The modules are installed by the launcher: ./loam install in the folder of Loam's sources.");
    }
}
