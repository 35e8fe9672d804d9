package dev.loam.data.tokenize;

import java.util.List;

/// Makes encodings equally long.
///
/// @param length   of every encoding; 0 takes the longest of a batch
/// @param multiple the length is rounded up to a multiple of this; 0 for none
/// @param id       of the token that fills
/// @param token    the token that fills, as the file writes it
/// @param type     its type
/// @param left     fills at the beginning rather than at the end
public record Padding(int length, int multiple, int id, String token, int type, boolean left) {

    /// Fills up at the end with `id`, to the longest of a batch.
    public static Padding with(int id) {
        return new Padding(0, 0, id, "", 0, false);
    }

    /// Encodings of one length.
    ///
    /// @param ids  `[batch, length]`
    /// @param mask 1 for a token, 0 for filling: `[batch, length]`
    /// @param types `[batch, length]`
    public record Batch(int[][] ids, byte[][] mask, int[][] types) { }

    /// @throws TokenizerException where one is longer than the fixed length
    public Batch apply(List<Encoding> encodings) {
        int most = length;
        for (Encoding e : encodings) {
            if (length > 0 && e.size() > length) {
                throw new TokenizerException("an encoding has " + e.size() + " tokens, more than the " + length + " that it is padded to; truncate it first");
            }
            most = Math.max(most, e.size());
        }
        int width = multiple > 0 ? Math.ceilDiv(most, multiple) * multiple : most;
        int n = encodings.size();
        var out = new Batch(new int[n][width], new byte[n][width], new int[n][width]);
        for (int b = 0; b < n; b++) {
            Encoding e = encodings.get(b);
            int start = left ? width - e.size() : 0;
            for (int i = 0; i < width; i++) {
                boolean token = i >= start && i < start + e.size();
                out.ids[b][i] = token ? e.ids()[i - start] : id;
                out.mask[b][i] = (byte) (token ? 1 : 0);
                out.types[b][i] = token ? e.types()[i - start] : type;
            }
        }
        return out;
    }
}
