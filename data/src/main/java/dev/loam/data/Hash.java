package dev.loam.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/// Hashes of contents, in hexadecimal.
final class Hash {
    private final MessageDigest digest;
    /// what is left to do elsewhere; null where bytes are taken at once
    private CompletableFuture<Void> ahead;

    private Hash(String algorithm, boolean elsewhere) {
        ahead = elsewhere ? CompletableFuture.completedFuture(null) : null;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    static Hash sha256() {
        return new Hash("SHA-256", false);
    }

    /// Computed by another thread while the caller goes on reading. Bytes that were added must not change any more.
    static Hash sha256Elsewhere() {
        return new Hash("SHA-256", true);
    }

    static Hash md5() {
        return new Hash("MD5", false);
    }

    Hash add(byte[] bytes, int from, int count) {
        if (ahead != null) {
            ahead = ahead.thenRunAsync(() -> digest.update(bytes, from, count));
        } else {
            digest.update(bytes, from, count);
        }
        return this;
    }

    /// Adds a text with its length before it, so that `ab, c` and `a, bc` differ.
    Hash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int n = bytes.length;
        add(new byte[] {(byte) (n >>> 24), (byte) (n >>> 16), (byte) (n >>> 8), (byte) n}, 0, 4);
        return add(bytes, 0, n);
    }

    String hex() {
        if (ahead != null) {
            ahead.join();
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
