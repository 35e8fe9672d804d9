package dev.loam.lang.library;

import static dev.loam.lang.Builtins.procedure;

import dev.loam.lang.Char;
import dev.loam.lang.Eof;
import dev.loam.lang.MutableString;
import dev.loam.lang.Printer;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;

/// Input and output as procedures: R7RS 6.13.
final class PortProcedures {

    private PortProcedures() {}

    static Object find(String name) {
        Object found = ports(name);
        found = found == null ? reading(name) : found;
        found = found == null ? writing(name) : found;
        return found == null ? bytes(name) : found;
    }

    private static Object ports(String name) {
        return switch (name) {
            case "current-input-port" -> Ports.CURRENT_INPUT;
            case "current-output-port" -> Ports.CURRENT_OUTPUT;
            case "current-error-port" -> Ports.CURRENT_ERROR;
            case "port?" -> procedure(name, x -> x instanceof Port);
            case "input-port?" -> procedure(name, x -> x instanceof TextInput || x instanceof ByteInput);
            case "output-port?" -> procedure(name, x -> x instanceof TextOutput || x instanceof ByteOutput);
            case "textual-port?" -> procedure(name, x -> x instanceof TextInput || x instanceof TextOutput);
            case "binary-port?" -> procedure(name, x -> x instanceof ByteInput || x instanceof ByteOutput);
            case "input-port-open?" -> procedure(name, x -> {
                if (x instanceof TextInput || x instanceof ByteInput) {
                    return ((Port) x).isOpen();
                }
                throw SchemeError.wrongType(name, 1, "an input port", x);
            });
            case "output-port-open?" -> procedure(name, x -> {
                if (x instanceof TextOutput || x instanceof ByteOutput) {
                    return ((Port) x).isOpen();
                }
                throw SchemeError.wrongType(name, 1, "an output port", x);
            });
            case "close-port", "close-input-port", "close-output-port" -> procedure(name, x -> {
                Ports.port(name, x).close();
                return Unspecified.UNSPECIFIED;
            });
            case "open-input-file" -> procedure(name, x -> Ports.openInput(name, x, false));
            case "open-binary-input-file" -> procedure(name, x -> Ports.openInput(name, x, true));
            case "open-output-file" -> procedure(name, x -> Ports.openOutput(name, x, false, false));
            case "open-append-file" -> procedure(name, x -> Ports.openOutput(name, x, false, true));
            case "open-binary-output-file" -> procedure(name, x -> Ports.openOutput(name, x, true, false));
            case "file-exists?" -> procedure(name, x -> Files.exists(Ports.path(name, x)));
            case "delete-file" -> procedure(name, x -> {
                Ports.delete(x);
                return Unspecified.UNSPECIFIED;
            });
            case "open-input-string" -> procedure(name, x -> new TextInput(Check.string(name, 1, x).toString()));
            case "open-output-string" -> procedure(name, () -> new TextOutput());
            case "get-output-string" -> procedure(name, x -> {
                if (x instanceof TextOutput out && out.isString()) {
                    return Strings.of(out.text());
                }
                throw SchemeError.wrongType(name, 1, "a port made by open-output-string", x);
            });
            case "open-input-bytevector" -> procedure(name, x ->
                    new ByteInput("bytevector", new ByteArrayInputStream(Check.bytes(name, 1, x).clone())));
            case "open-output-bytevector" -> procedure(name, () -> new ByteOutput());
            case "get-output-bytevector" -> procedure(name, x -> {
                if (x instanceof ByteOutput out && out.bytes() != null) {
                    return out.bytes();
                }
                throw SchemeError.wrongType(name, 1, "a port made by open-output-bytevector", x);
            });
            default -> null;
        };
    }

    private static Object reading(String name) {
        return switch (name) {
            case "eof-object" -> procedure(name, () -> Eof.EOF);
            case "eof-object?" -> procedure(name, x -> x == Eof.EOF);
            case "read-char" -> procedure(name, 0, 1, a -> character(Ports.input(name, a, 0).next()));
            case "peek-char" -> procedure(name, 0, 1, a -> character(Ports.input(name, a, 0).peek()));
            case "char-ready?" -> procedure(name, 0, 1, a -> Ports.input(name, a, 0).ready());
            case "read-line" -> procedure(name, 0, 1, a -> Ports.orEof(Ports.input(name, a, 0).line()));
            case "read-string" -> procedure(name, 1, 2, a -> {
                // some systems take the port first
                Object[] b = a.length == 2 && a[0] instanceof Port ? new Object[] {a[1], a[0]} : a;
                int count = Check.count(name, 1, b[0]);
                return count == 0 ? new MutableString("") : Ports.orEof(Ports.input(name, b, 1).string(count));
            });
            case "read-all-string" -> procedure(name, 0, 1, a -> {
                var text = Ports.input(name, a, 0).string(Integer.MAX_VALUE);
                return new MutableString(text == null ? "" : text);
            });
            default -> null;
        };
    }

    private static Object character(int c) {
        return c < 0 ? Eof.EOF : Char.of(c);
    }

    private static Object writing(String name) {
        return switch (name) {
            case "write" -> procedure(name, 1, 2, x -> put(Printer.write(x)), null, a -> put(name, a, Printer.write(a[0])));
            case "write-shared" -> procedure(name, 1, 2, a -> put(name, a, Printer.print(a[0], false, Printer.Labels.SHARED)));
            case "write-simple" -> procedure(name, 1, 2, a -> put(name, a, Printer.print(a[0], false, Printer.Labels.NONE)));
            case "display" -> procedure(name, 1, 2, x -> put(Printer.display(x)), null, a -> put(name, a, Printer.display(a[0])));
            case "displayln" -> procedure(name, 1, 2, a -> put(name, a, Printer.display(a[0]) + "\n"));
            case "writeln" -> procedure(name, 1, 2, a -> put(name, a, Printer.write(a[0]) + "\n"));
            case "newline" -> procedure(name, 0, 1, a -> {
                Ports.output(name, a, 0).write('\n');
                return Unspecified.UNSPECIFIED;
            });
            case "fresh-line" -> procedure(name, 0, 1, a -> {
                Ports.output(name, a, 0).freshLine();
                return Unspecified.UNSPECIFIED;
            });
            case "write-char" -> procedure(name, 1, 2, a -> {
                int c = Check.character(name, 1, a[0]);
                Ports.output(name, a, 1).write(c);
                return Unspecified.UNSPECIFIED;
            });
            case "write-string" -> procedure(name, 1, 4, a -> {
                var s = Check.string(name, 1, a[0]);
                int start = Check.start(name, a, 2, s.length());
                int end = Check.end(name, a, 3, start, s.length());
                return put(name, a, start == 0 && end == s.length() ? s.toString() : s.substring(start, end).toString());
            });
            case "flush-output-port", "flush-output" -> procedure(name, 0, 1, a -> {
                if (a.length > 0 && a[0] instanceof ByteOutput out) {
                    out.flush();
                } else {
                    Ports.output(name, a, 0).flush();
                }
                return Unspecified.UNSPECIFIED;
            });
            default -> null;
        };
    }

    private static Object put(String text) {
        if (Ports.CURRENT_OUTPUT.value() instanceof TextOutput out) {
            out.write(text);
            return Unspecified.UNSPECIFIED;
        }
        throw SchemeError.error("the current output port is no textual one:", Ports.CURRENT_OUTPUT.value());
    }

    private static Object put(String name, Object[] a, String text) {
        Ports.output(name, a, 1).write(text);
        return Unspecified.UNSPECIFIED;
    }

    private static Object bytes(String name) {
        return switch (name) {
            case "read-u8" -> procedure(name, 0, 1, a -> oneByte(Ports.byteInput(name, a, 0).next()));
            case "peek-u8" -> procedure(name, 0, 1, a -> oneByte(Ports.byteInput(name, a, 0).peek()));
            case "u8-ready?" -> procedure(name, 0, 1, a -> Ports.byteInput(name, a, 0).ready());
            case "read-bytevector" -> procedure(name, 1, 2, a -> {
                int count = Check.count(name, 1, a[0]);
                var port = Ports.byteInput(name, a, 1);
                // as much as comes, not as much as is asked: a great count must not cost memory
                var all = new java.io.ByteArrayOutputStream();
                var part = new byte[Math.min(count, 8192)];
                int read = 1;
                while (count > 0 && read > 0) {
                    read = port.read(part, 0, Math.min(count, part.length));
                    all.write(part, 0, read);
                    count -= read;
                }
                return all.size() == 0 && part.length > 0 ? Eof.EOF : all.toByteArray();
            });
            case "read-bytevector!" -> procedure(name, 1, 4, a -> {
                var bytes = Check.bytes(name, 1, a[0]);
                int start = Check.start(name, a, 2, bytes.length);
                int end = Check.end(name, a, 3, start, bytes.length);
                int read = Ports.byteInput(name, a, 1).read(bytes, start, end);
                return read == 0 && end > start ? Eof.EOF : (Object) (long) read;
            });
            case "write-u8" -> procedure(name, 1, 2, a -> {
                Ports.byteOutput(name, a, 1).write(new byte[] {Check.oneByte(name, 1, a[0])}, 0, 1);
                return Unspecified.UNSPECIFIED;
            });
            case "write-bytevector" -> procedure(name, 1, 4, a -> {
                var bytes = Check.bytes(name, 1, a[0]);
                int start = Check.start(name, a, 2, bytes.length);
                Ports.byteOutput(name, a, 1).write(bytes, start, Check.end(name, a, 3, start, bytes.length));
                return Unspecified.UNSPECIFIED;
            });
            default -> null;
        };
    }

    private static Object oneByte(int b) {
        return b < 0 ? Eof.EOF : (Object) (long) b;
    }
}
