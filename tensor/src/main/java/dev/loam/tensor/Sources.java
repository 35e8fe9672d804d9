package dev.loam.tensor;

/// Where in a person's program a tensor was made. `runtime` installs a locator; in a browser there is none.
public final class Sources {
    /// Finds the line of the caller outside Loam.
    public interface SourceLocator {
        /// `"CharModel.java:41"`, or null.
        String locate();
    }

    private static SourceLocator locator;
    private static boolean recording;

    private Sources() {
    }

    /// Installs `l`; with `record`, every new node remembers its line (slower; for debugging), else only errors ask.
    public static void install(SourceLocator l, boolean record) {
        locator = l;
        recording = record;
    }

    static String here() {
        return recording && locator != null ? locator.locate() : null;
    }

    /// An error that ends with the line where the tensor was written, if that is known.
    static TensorException error(String message) {
        return error(message, "");
    }

    /// The same, followed by a sentence that says what to do, if there is one.
    static TensorException error(String message, String hint) {
        String line = locator == null ? null : locator.locate();
        return new TensorException(message + (line == null ? "" : ", at " + line) + (hint.isEmpty() ? "" : ". " + hint));
    }
}
