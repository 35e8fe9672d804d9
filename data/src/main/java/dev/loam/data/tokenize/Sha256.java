package dev.loam.data.tokenize;

import java.math.BigInteger;

/// SHA-256 (FIPS 180-4), which TeaVM's class library has not.
final class Sha256 {
    private static final int[] K = new int[64];
    private static final int[] START = new int[8];

    static {
        int found = 0;
        for (int n = 2; found < 64; n++) {
            if (prime(n)) {
                if (found < 8) {
                    START[found] = fraction(n, 2);
                }
                K[found++] = fraction(n, 3);
            }
        }
    }

    private Sha256() {
    }

    private static boolean prime(int n) {
        for (int d = 2; d * d <= n; d++) {
            if (n % d == 0) {
                return false;
            }
        }
        return true;
    }

    /// The first 32 bits after the point of the square or cube root of `n`: the greatest x with x^root ≤ n · 2^(32 root).
    private static int fraction(int n, int root) {
        var value = BigInteger.valueOf(n).shiftLeft(32 * root);
        long x = 0;
        for (int bit = 36; bit >= 0; bit--) {
            long tried = x | 1L << bit;
            if (BigInteger.valueOf(tried).pow(root).compareTo(value) <= 0) {
                x = tried;
            }
        }
        return (int) x;
    }

    /// The hash in 64 hexadecimal digits.
    static String hex(byte[] message) {
        int blocks = (message.length + 8) / 64 + 1;
        byte[] padded = new byte[blocks * 64];
        System.arraycopy(message, 0, padded, 0, message.length);
        padded[message.length] = (byte) 0x80;
        long bits = 8L * message.length;
        for (int i = 0; i < 8; i++) {
            padded[padded.length - 1 - i] = (byte) (bits >>> 8 * i);
        }
        int[] state = START.clone();
        int[] w = new int[64];
        for (int b = 0; b < blocks; b++) {
            block(padded, 64 * b, state, w);
        }
        var out = new StringBuilder(64);
        for (int word : state) {
            for (int shift = 28; shift >= 0; shift -= 4) {
                out.append("0123456789abcdef".charAt(word >>> shift & 15));
            }
        }
        return out.toString();
    }

    private static void block(byte[] data, int at, int[] state, int[] w) {
        for (int i = 0; i < 16; i++) {
            int p = at + 4 * i;
            w[i] = (data[p] & 0xFF) << 24 | (data[p + 1] & 0xFF) << 16 | (data[p + 2] & 0xFF) << 8 | data[p + 3] & 0xFF;
        }
        for (int i = 16; i < 64; i++) {
            int s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >>> 3;
            int s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >>> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        int a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < 64; i++) {
            int t1 = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i];
            int t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        int[] now = {a, b, c, d, e, f, g, h};
        for (int i = 0; i < 8; i++) {
            state[i] += now[i];
        }
    }

    private static int turn(int x, int by) {
        return x >>> by | x << 32 - by;
    }
}
