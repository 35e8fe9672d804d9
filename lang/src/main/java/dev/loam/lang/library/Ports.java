package dev.loam.lang.library;

import dev.loam.lang.Eof;
import dev.loam.lang.MutableString;
import dev.loam.lang.Parameter;
import dev.loam.lang.SchemeError;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Ports and files: the standard ports, opening, and what procedures do with a port that may be left out.
public final class Ports {

    /// The console's streams must outlive the ports on them.
    private static OutputStream unclosable(OutputStream stream) {
        return new FilterOutputStream(stream) {
            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                out.write(bytes, start, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private static final TextOutput OUT = new TextOutput("standard output",
            new OutputStreamWriter(unclosable(System.out), StandardCharsets.UTF_8));
    private static final TextOutput ERROR = new TextOutput("standard error",
            new OutputStreamWriter(unclosable(System.err), StandardCharsets.UTF_8));

    public static final Parameter CURRENT_INPUT = new Parameter("current-input-port",
            new TextInput("standard input", new InputStreamReader(System.in, StandardCharsets.UTF_8)), null);
    public static final Parameter CURRENT_OUTPUT = new Parameter("current-output-port", OUT, null);
    public static final Parameter CURRENT_ERROR = new Parameter("current-error-port", ERROR, null);

    private Ports() {}

    /// Hands on what was written to the standard ports: before a program ends, and before it waits for input.
    public static void flushStandard() {
        OUT.flush();
        ERROR.flush();
    }

    /// Argument number `at` (from 0) as a textual output port, the current one where it is not given.
    static TextOutput output(String who, Object[] arguments, int at) {
        Object port = at < arguments.length ? arguments[at] : CURRENT_OUTPUT.value();
        if (port instanceof TextOutput out) {
            return out;
        }
        if (port instanceof Boolean b && b) {
            return (TextOutput) CURRENT_OUTPUT.value();
        }
        throw SchemeError.wrongType(who, at + 1, "a textual output port", port);
    }

    static TextInput input(String who, Object[] arguments, int at) {
        Object port = at < arguments.length ? arguments[at] : CURRENT_INPUT.value();
        if (port instanceof TextInput in) {
            if (at >= arguments.length) {
                OUT.flush();
            }
            return in;
        }
        throw SchemeError.wrongType(who, at + 1, "a textual input port", port);
    }

    static ByteInput byteInput(String who, Object[] arguments, int at) {
        Object port = at < arguments.length ? arguments[at] : CURRENT_INPUT.value();
        if (port instanceof ByteInput in) {
            return in;
        }
        throw SchemeError.wrongType(who, at + 1, "a binary input port", port);
    }

    static ByteOutput byteOutput(String who, Object[] arguments, int at) {
        Object port = at < arguments.length ? arguments[at] : CURRENT_OUTPUT.value();
        if (port instanceof ByteOutput out) {
            return out;
        }
        throw SchemeError.wrongType(who, at + 1, "a binary output port", port);
    }

    static Port port(String who, Object x) {
        if (x instanceof Port p) {
            return p;
        }
        throw SchemeError.wrongType(who, 1, "a port", x);
    }

    static Object orEof(Object x) {
        return x == null ? Eof.EOF : x instanceof String s ? new MutableString(s) : x;
    }

    static Path path(String who, Object name) {
        try {
            return Path.of(Check.string(who, 1, name).toString());
        } catch (InvalidPathException e) {
            throw SchemeError.file(who + ": not a file name:", name);
        }
    }

    private static SchemeError failed(String who, Object name, IOException e) {
        String why = e instanceof NoSuchFileException ? "no such file" : e instanceof java.nio.file.AccessDeniedException ? "permission denied"
                : e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
        return SchemeError.file(who + ": " + why + ":", name);
    }

    static Object openInput(String who, Object name, boolean binary) {
        var path = path(who, name);
        try {
            if (Files.isDirectory(path)) {
                throw SchemeError.file(who + ": a folder, not a file:", name);
            }
            var stream = new BufferedInputStream(Files.newInputStream(path));
            return binary ? new ByteInput(name.toString(), stream)
                    : new TextInput(name.toString(), new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(who, name, e);
        }
    }

    static Object openOutput(String who, Object name, boolean binary, boolean append) {
        var path = path(who, name);
        try {
            var stream = new BufferedOutputStream(append
                    ? Files.newOutputStream(path, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)
                    : Files.newOutputStream(path));
            return binary ? new ByteOutput(name.toString(), stream)
                    : new TextOutput(name.toString(), new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(who, name, e);
        }
    }

    static void delete(Object name) {
        try {
            Files.delete(path("delete-file", name));
        } catch (IOException e) {
            throw failed("delete-file", name, e);
        }
    }
}
