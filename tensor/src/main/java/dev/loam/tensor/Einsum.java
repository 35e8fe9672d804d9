package dev.loam.tensor;

import java.util.ArrayList;
import java.util.List;

/// Einstein's summation convention: each axis has a letter, axes with the same letter run together, and those that the result does not
/// name are summed. Made of matrix products, permutations and sums.
public final class Einsum {
    /// A tensor with a letter for each axis.
    private record Term(Tensor value, String axes) {
    }

    private Einsum() {
    }

    /// For example `"bij,bjk->bik"` (a product of matrices), `"ij->ji"`, `"ii->"` (a trace), `"i,j->ij"`. Operands are taken from left to right,
    /// two at a time.
    public static Tensor of(String spec, Tensor... operands) {
        int arrow = spec.indexOf("->");
        String left = arrow < 0 ? "" : spec.substring(0, arrow);
        String result = arrow < 0 ? "" : spec.substring(arrow + 2);
        List<String> inputs = names(left);
        if (arrow < 0 || inputs.size() != operands.length) {
            throw Sources.error("einsum: '" + spec + "' must name the axes of " + operands.length
                + (operands.length == 1 ? " operand" : " operands") + " and of the result, as \"ij,jk->ik\" does");
        }
        var terms = new ArrayList<Term>();
        for (int i = 0; i < operands.length; i++) {
            if (inputs.get(i).length() != operands[i].rank()) {
                throw Sources.error("einsum: '" + inputs.get(i) + "' names " + inputs.get(i).length() + " axes of " + operands[i].node().describe());
            }
            terms.add(diagonal(new Term(operands[i], inputs.get(i))));
        }
        check(spec, terms, result);
        Term product = summed(terms.get(0), rest(terms, 1, result));
        for (int i = 1; i < terms.size(); i++) {
            String later = rest(terms, i + 1, result);
            product = multiplied(product, summed(terms.get(i), product.axes() + later), later);
        }
        return arranged(product, result);
    }

    private static List<String> names(String left) {
        var out = new ArrayList<String>();
        int from = 0;
        for (int i = 0; i <= left.length(); i++) {
            if (i == left.length() || left.charAt(i) == ',') {
                out.add(left.substring(from, i).strip());
                from = i + 1;
            }
        }
        return out;
    }

    private static void check(String spec, List<Term> terms, String result) {
        for (int i = 0; i < result.length(); i++) {
            if (result.indexOf(result.charAt(i)) != i || rest(terms, 0, "").indexOf(result.charAt(i)) < 0) {
                throw Sources.error("einsum: '" + spec + "': the result names each axis once, and only axes of the operands");
            }
        }
        for (Term a : terms) {
            for (Term b : terms) {
                for (int i = 0; i < a.axes().length(); i++) {
                    int k = b.axes().indexOf(a.axes().charAt(i));
                    if (k >= 0 && !a.value().shape().dim(i).equals(b.value().shape().dim(k))) {
                        throw Sources.error("einsum: '" + spec + "': axis " + a.axes().charAt(i) + " has different sizes: " + a.value().node().describe()
                            + ", " + b.value().node().describe());
                    }
                }
            }
        }
    }

    /// The letters of the terms from `i` on and of the result.
    private static String rest(List<Term> terms, int i, String result) {
        var out = new StringBuilder(result);
        for (Term t : terms.subList(i, terms.size())) {
            out.append(t.axes());
        }
        return out.toString();
    }

    /// A letter named twice takes the diagonal of its axes.
    private static Term diagonal(Term t) {
        for (int i = 0; i < t.axes().length(); i++) {
            int k = t.axes().indexOf(t.axes().charAt(i), i + 1);
            if (k >= 0) {
                Shape s = t.value().shape();
                if (!s.dim(i).equals(s.dim(k))) {
                    throw Sources.error("einsum: a diagonal needs axes of equal size: " + t.value().node().describe());
                }
                Tensor same = Tensor.iota(DType.I32, s, i).eq(Tensor.iota(DType.I32, s, k));
                Tensor only = same.where(t.value(), t.value().like(0)).sum(k);
                return diagonal(new Term(only, t.axes().substring(0, k) + t.axes().substring(k + 1)));
            }
        }
        return t;
    }

    /// Summed over the axes that `wanted` does not name.
    private static Term summed(Term t, String wanted) {
        var axes = new ArrayList<Integer>();
        var left = new StringBuilder();
        for (int i = 0; i < t.axes().length(); i++) {
            if (wanted.indexOf(t.axes().charAt(i)) < 0) {
                axes.add(i);
            } else {
                left.append(t.axes().charAt(i));
            }
        }
        return axes.isEmpty() ? t : new Term(t.value().sum(Partials.ints(axes)), left.toString());
    }

    /// The product of two terms, summed over the axes that only they have: one matrix product.
    private static Term multiplied(Term a, Term b, String later) {
        var both = new StringBuilder();
        var inner = new StringBuilder();
        var rows = new StringBuilder();
        var columns = new StringBuilder();
        for (int i = 0; i < a.axes().length(); i++) {
            char c = a.axes().charAt(i);
            (b.axes().indexOf(c) < 0 ? rows : later.indexOf(c) < 0 ? inner : both).append(c);
        }
        for (int i = 0; i < b.axes().length(); i++) {
            if (a.axes().indexOf(b.axes().charAt(i)) < 0) {
                columns.append(b.axes().charAt(i));
            }
        }
        Tensor x = arranged(a, both + rows.toString() + inner);
        Tensor y = arranged(b, both + inner.toString() + columns);
        Shape outer = x.shape().head(both.length());
        Shape m = part(x.shape(), both.length(), rows.length());
        Shape n = part(y.shape(), both.length() + inner.length(), columns.length());
        Dim k = part(y.shape(), both.length(), inner.length()).elements();
        Tensor product = x.reshape(outer.append(Shape.of(List.of(m.elements(), k)))).matmul(y.reshape(outer.append(Shape.of(List.of(k, n.elements())))));
        return new Term(product.reshape(outer.append(m).append(n)), both + rows.toString() + columns);
    }

    private static Shape part(Shape s, int from, int count) {
        return Shape.of(s.dims().subList(from, from + count));
    }

    private static Tensor arranged(Term t, String axes) {
        int[] order = new int[axes.length()];
        for (int i = 0; i < order.length; i++) {
            order[i] = t.axes().indexOf(axes.charAt(i));
        }
        return order.length == 0 ? t.value() : t.value().permute(order);
    }
}
