package dev.loam.nn;

import dev.loam.tensor.Tensor;

/// Which document each token of a batch belongs to, where several are packed into a row: no layer lets one know of another.
///
/// @param numbers i32 `[batch, time]`: the document's number within the row, 0 where no token is
/// @param places  i32 `[batch, time]`: the token's place in its document, from 0 on
public record Documents(Tensor numbers, Tensor places) {
    /// Which tokens are not the first of their document, bool `[batch, time]`.
    Tensor goesOn() {
        return places.gt(0);
    }

    /// Which pairs of tokens are of one document, bool `[batch, 1, time, time]`.
    Tensor together() {
        Tensor row = numbers.unsqueeze(1);
        return row.unsqueeze(-1).eq(row.unsqueeze(2));
    }
}
