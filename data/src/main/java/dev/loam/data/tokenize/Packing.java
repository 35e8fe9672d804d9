package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// Packs documents of different lengths into rows of one length, so that little is filling. Each token knows its document, and attention that keeps to
/// equal numbers keeps documents apart.
///
/// @param ids       `[rows, length]`
/// @param documents the document of each token counted within its row from 1 on, 0 for filling: `[rows, length]`
/// @param positions the place of each token in its piece of a document, from 0 on: `[rows, length]`
public record Packing(int[][] ids, int[][] documents, int[][] positions) {

    /// Documents go, in their order, into the first of the open rows that has room, as they are; one longer than a row is cut into pieces of a row's length.
    ///
    /// @param filling the id where no token is
    /// @param open    how many rows are kept open; more pack tighter
    public static Packing of(List<int[]> documents, int length, int filling, int open) {
        if (length < 1 || open < 1) {
            throw new TokenizerException("packing needs rows of 1 or more tokens and 1 or more open rows, got " + length + " and " + open);
        }
        var rows = new ArrayList<List<int[]>>();
        var used = new Points();
        int oldest = 0;
        for (int[] document : documents) {
            for (int from = 0; from < document.length; from += length) {
                int size = Math.min(length, document.length - from);
                int[] piece = new int[size];
                System.arraycopy(document, from, piece, 0, size);
                int row = oldest;
                while (row < rows.size() && used.get(row) + size > length) {
                    row++;
                }
                if (row == rows.size()) {
                    rows.add(new ArrayList<>());
                    used.add(0);
                    oldest = Math.max(oldest, rows.size() - open);
                }
                rows.get(row).add(piece);
                used.set(row, used.get(row) + size);
            }
        }
        return laid(rows, length, filling);
    }

    private static Packing laid(List<List<int[]>> rows, int length, int filling) {
        var out = new Packing(new int[rows.size()][length], new int[rows.size()][length], new int[rows.size()][length]);
        for (int r = 0; r < rows.size(); r++) {
            int at = 0;
            for (int d = 0; d < rows.get(r).size(); d++) {
                int[] piece = rows.get(r).get(d);
                for (int i = 0; i < piece.length; i++) {
                    out.ids[r][at] = piece[i];
                    out.documents[r][at] = d + 1;
                    out.positions[r][at++] = i;
                }
            }
            while (at < length) {
                out.ids[r][at++] = filling;
            }
        }
        return out;
    }

    /// The next token at each place of a row, where it belongs to the same document.
    ///
    /// @param none stands where there is none
    public int[] next(int row, int none) {
        int[] out = new int[ids[row].length];
        for (int i = 0; i < out.length; i++) {
            boolean same = i + 1 < out.length && documents[row][i] > 0 && documents[row][i + 1] == documents[row][i];
            out[i] = same ? ids[row][i + 1] : none;
        }
        return out;
    }

    /// The share of places that hold a token.
    public double density() {
        long tokens = 0;
        long places = 0;
        for (int[] row : documents) {
            for (int document : row) {
                tokens += document > 0 ? 1 : 0;
                places++;
            }
        }
        return places == 0 ? 1 : (double) tokens / places;
    }

    /// Whether the token at `query` may see the one at `key`, both in row `row`: the same document, and not later.
    public boolean sees(int row, int query, int key) {
        return key <= query && documents[row][query] > 0 && documents[row][query] == documents[row][key];
    }
}
