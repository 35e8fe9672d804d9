package dev.loam.data.tokenize;

import java.io.ByteArrayOutputStream;

/// Small SentencePiece models, written by hand.
final class SentencePieceFiles {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// A Unigram model of a few pieces with byte fallback.
    static byte[] small() {
        var file = new SentencePieceFiles();
        file.piece("<unk>", 0, 2);
        file.piece("<s>", 0, 3);
        for (int b = 0; b < 256; b++) {
            file.piece(Model.byteToken(b), 0, 6);
        }
        String[] pieces = {"▁", "h", "e", "l", "o", "▁hell", "▁w", "or", "ld", "<end>"};
        for (int i = 0; i < pieces.length; i++) {
            file.piece(pieces[i], -1 - 0.5f * i, i == pieces.length - 1 ? 4 : 1);
        }
        var trainer = new SentencePieceFiles();
        trainer.number(3, 1);
        trainer.number(35, 1);
        file.bytes(2, trainer.out.toByteArray());
        var normalizer = new SentencePieceFiles();
        normalizer.number(3, 1);
        normalizer.number(4, 1);
        file.bytes(3, normalizer.out.toByteArray());
        return file.out.toByteArray();
    }

    private void piece(String text, float score, int type) {
        var piece = new SentencePieceFiles();
        piece.bytes(1, Utf8.bytes(text));
        piece.varint(2 << 3 | 5);
        int bits = Float.floatToIntBits(score);
        for (int shift = 0; shift < 32; shift += 8) {
            piece.out.write(bits >>> shift);
        }
        piece.number(3, type);
        bytes(1, piece.out.toByteArray());
    }

    private void number(int field, int value) {
        varint(field << 3);
        varint(value);
    }

    private void bytes(int field, byte[] value) {
        varint(field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write(rest | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
