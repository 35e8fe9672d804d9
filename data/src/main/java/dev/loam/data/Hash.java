package dev.loam.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Hashes of contents, in hexadecimal.
final class Hash {
    private final MessageDigest digest;

    private Hash(String algorithm) {
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    static Hash sha256() {
        return new Hash("SHA-256");
    }

    static Hash md5() {
        return new Hash("MD5");
    }

    Hash add(byte[] bytes, int from, int count) {
        digest.update(bytes, from, count);
        return this;
    }

    /// Adds a text with its length before it, so that `ab, c` and `a, bc` differ.
    Hash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (bytes.length >>> shift));
        }
        digest.update(bytes);
        return this;
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
