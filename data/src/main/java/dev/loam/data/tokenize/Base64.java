package dev.loam.data.tokenize;

/// Base 64 (RFC 4648, section 4), which TeaVM's class library has not.
final class Base64 {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final byte[] VALUES = new byte[128];

    static {
        for (int i = 0; i < VALUES.length; i++) {
            VALUES[i] = (byte) DIGITS.indexOf(i);
        }
    }

    private Base64() {
    }

    static byte[] decode(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        byte[] out = new byte[(int) (end * 6L / 8)];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            int value = c < 128 ? VALUES[c] : -1;
            if (value < 0) {
                throw new TokenizerException("'" + c + "' is no character of base 64");
            }
            bits = bits << 6 | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                out[at++] = (byte) (bits >> held);
            }
        }
        return out;
    }

    static String encode(byte[] bytes) {
        var out = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 3) {
            int left = bytes.length - i;
            int three = (bytes[i] & 0xFF) << 16 | (left > 1 ? bytes[i + 1] & 0xFF : 0) << 8 | (left > 2 ? bytes[i + 2] & 0xFF : 0);
            out.append(DIGITS.charAt(three >> 18)).append(DIGITS.charAt(three >> 12 & 63));
            out.append(left > 1 ? DIGITS.charAt(three >> 6 & 63) : '=').append(left > 2 ? DIGITS.charAt(three & 63) : '=');
        }
        return out.toString();
    }
}
