package dev.loam.data.tokenize;

/// UTF-8 both ways (Unicode Standard, table 3-7), where bytes that are no valid UTF-8 stay what they are: the points
/// [Text#RAW]` + byte`.
public final class Utf8 {
    private Utf8() {
    }

    /// The bytes of the valid sequence that begins at `i`, or 0 where there is none.
    static int length(byte[] b, int i, int end) {
        int first = b[i] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int size = first >= 0xC2 && first < 0xE0 ? 2 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
        return size > 0 && valid(b, i, Math.min(end, i + size)) == size ? size : 0;
    }

    /// How many bytes of the sequence begun at `i` are good, so that the damage ends before the next that may begin one.
    private static int valid(byte[] b, int i, int end) {
        int first = b[i] & 0xFF;
        int good = 1;
        while (i + good < end) {
            int next = b[i + good] & 0xFF;
            int low = good > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int high = good > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (next < low || next > high) {
                break;
            }
            good++;
        }
        return good;
    }

    static int point(byte[] b, int i, int size) {
        int first = b[i];
        return switch (size) {
            case 1 -> first;
            case 2 -> (first & 0x1F) << 6 | b[i + 1] & 0x3F;
            case 3 -> (first & 0x0F) << 12 | (b[i + 1] & 0x3F) << 6 | b[i + 2] & 0x3F;
            default -> (first & 0x07) << 18 | (b[i + 1] & 0x3F) << 12 | (b[i + 2] & 0x3F) << 6 | b[i + 3] & 0x3F;
        };
    }

    /// The place of the first byte that is no part of valid UTF-8, or -1.
    public static int firstInvalid(byte[] bytes, int start, int end) {
        for (int i = start; i < end; ) {
            int size = length(bytes, i, end);
            if (size == 0) {
                return i;
            }
            i += size;
        }
        return -1;
    }

    /// Where the last sequence, begun before `end` and not finished there, begins; `end` where none is open.
    public static int openEnd(byte[] bytes, int start, int end) {
        for (int i = end - 1; i >= start && i > end - 4; i--) {
            int b = bytes[i] & 0xFF;
            if (b >= 0xC2 && b < 0xF5) {
                int size = b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
                return i + size > end && valid(bytes, i, end) == end - i ? i : end;
            }
            if (b < 0x80) {
                return end;
            }
        }
        return end;
    }

    /// How many bytes a point takes.
    static int size(int point) {
        return point < 0x80 || point >= Text.RAW ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }

    /// Writes a point's bytes to `out` from `at` on and says where they end.
    static int put(int point, byte[] out, int at) {
        int i = at;
        if (point < 0x80) {
            out[i++] = (byte) point;
        } else if (point >= Text.RAW) {
            out[i++] = (byte) (point - Text.RAW);
        } else if (point < 0x800) {
            out[i++] = (byte) (0xC0 | point >> 6);
            out[i++] = (byte) (0x80 | point & 0x3F);
        } else if (point < 0x10000) {
            out[i++] = (byte) (0xE0 | point >> 12);
            out[i++] = (byte) (0x80 | point >> 6 & 0x3F);
            out[i++] = (byte) (0x80 | point & 0x3F);
        } else {
            out[i++] = (byte) (0xF0 | point >> 18);
            out[i++] = (byte) (0x80 | point >> 12 & 0x3F);
            out[i++] = (byte) (0x80 | point >> 6 & 0x3F);
            out[i++] = (byte) (0x80 | point & 0x3F);
        }
        return i;
    }

    static byte[] bytes(int[] points, int start, int end) {
        int size = 0;
        for (int i = start; i < end; i++) {
            size += size(points[i]);
        }
        byte[] out = new byte[size];
        int at = 0;
        for (int i = start; i < end; i++) {
            at = put(points[i], out, at);
        }
        return out;
    }

    /// The bytes of a string; a surrogate without its other half is U+FFFD.
    public static byte[] bytes(String text) {
        Text t = Text.of(text);
        return bytes(t.points, 0, t.length);
    }

    /// The string of one point.
    static String string(int point) {
        return new StringBuilder(2).appendCodePoint(point).toString();
    }

    /// The string of points; a raw byte is U+FFFD.
    static String string(int[] points, int start, int end) {
        var out = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            out.appendCodePoint(points[i] >= Text.RAW ? 0xFFFD : points[i]);
        }
        return out.toString();
    }

    /// The string of bytes; each longest beginning of a sequence that does not go on is one U+FFFD (Unicode Standard, section 3.9).
    public static String string(byte[] bytes) {
        var out = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int size = length(bytes, i, bytes.length);
            if (size > 0) {
                out.appendCodePoint(point(bytes, i, size));
                i += size;
            } else {
                out.append('\uFFFD');
                int first = bytes[i] & 0xFF;
                int whole = first < 0xC2 || first > 0xF4 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
                i += whole == 1 ? 1 : valid(bytes, i, Math.min(bytes.length, i + whole));
            }
        }
        return out.toString();
    }
}
