package dev.loam.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// The launcher itself runs the tests, before this class is reached; here is only what it says without the launcher.
@Command(name = "test", description = "Builds Loam and runs its own tests.")
final class TestCommand implements Callable<Integer> {
    @Unmatched
    String[] arguments;

    @Override
    public Integer call() {
        throw new UserError("The tests are run by the launcher: ./loam test in the folder of Loam's sources.");
    }
}
