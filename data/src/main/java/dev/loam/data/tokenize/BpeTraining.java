package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One training of [BpeTrainer]: the pieces as rows of tokens, how often each pair occurs and where, and a heap of pairs by (count, left id, right id).
/// A merge touches only the pieces that have the pair.
final class BpeTraining {
    private final Vocabulary vocabulary;
    private final List<String[]> merges;
    private final int longest;
    private final int[][] words;
    private final long[] weights;
    private final LongMap pairs = new LongMap(1 << 16);
    private final Points lefts = new Points();
    private final Points rights = new Points();
    private final List<Points> places = new ArrayList<>();
    private long[] counts = new long[1 << 16];
    /// pair numbers, and the counts they were put there with
    private int[] heap = new int[1 << 16];
    private long[] heapCounts = new long[1 << 16];
    private int heapSize;

    BpeTraining(Bpe model, PieceCounts pieces, Vocabulary vocabulary, List<String[]> merges, int longest) {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.longest = longest;
        List<Integer> order = pieces.sorted();
        this.words = new int[order.size()][];
        this.weights = new long[order.size()];
        var tokens = new Tokens();
        for (int w = 0; w < words.length; w++) {
            int piece = order.get(w);
            tokens.truncate(0);
            model.tokenize(pieces.points(), pieces.start(piece), pieces.end(piece), tokens);
            words[w] = tokens.ids.toArray();
            weights[w] = pieces.count(piece);
        }
    }

    /// Merges until `end` ids are taken or no pair occurs `least` times.
    ///
    /// @return the next free id
    int run(int first, int end, long least) {
        for (int w = 0; w < words.length; w++) {
            for (int i = 0; i + 1 < words[w].length; i++) {
                change(words[w][i], words[w][i + 1], weights[w], w);
            }
        }
        for (int p = 0; p < lefts.size(); p++) {
            push(p);
        }
        int next = first;
        int[] seen = new int[words.length];
        for (int round = 1; next < end && heapSize > 0; round++) {
            int pair = pop();
            if (pair < 0) {
                continue;
            }
            if (counts[pair] < least) {
                break;
            }
            String left = vocabulary.token(lefts.get(pair));
            String right = vocabulary.token(rights.get(pair));
            if (left.length() + right.length() > longest) {
                counts[pair] = 0;
                continue;
            }
            int id = vocabulary.id(left + right);
            boolean known = id >= 0;
            if (!known) {
                id = next++;
                vocabulary.add(left + right, id);
            }
            merges.add(new String[] {left, right});
            join(pair, id, seen, round);
            for (int p = 0; known && p < lefts.size(); p++) {
                // pairs of a token that was there before may have become more frequent
                if (counts[p] > 0 && (lefts.get(p) == id || rights.get(p) == id)) {
                    push(p);
                }
            }
        }
        return next;
    }

    /// Joins a pair wherever it stands.
    private void join(int pair, int id, int[] seen, int round) {
        Points where = places.get(pair);
        places.set(pair, new Points());
        int firstNew = lefts.size();
        for (int i = 0; i < where.size(); i++) {
            int w = where.get(i);
            if (seen[w] != round) {
                seen[w] = round;
                join(w, lefts.get(pair), rights.get(pair), id);
            }
        }
        counts[pair] = 0;
        for (int p = firstNew; p < lefts.size(); p++) {
            push(p);
        }
    }

    private void join(int w, int left, int right, int id) {
        int[] word = words[w];
        int size = word.length;
        for (int i = 0; i + 1 < size; i++) {
            if (word[i] != left || word[i + 1] != right) {
                continue;
            }
            if (i > 0) {
                change(word[i - 1], left, -weights[w], w);
                change(word[i - 1], id, weights[w], w);
            }
            if (i + 2 < size) {
                change(right, word[i + 2], -weights[w], w);
                change(id, word[i + 2], weights[w], w);
            }
            word[i] = id;
            System.arraycopy(word, i + 2, word, i + 1, size - i - 2);
            size--;
        }
        words[w] = size < word.length ? Arrays.copyOf(word, size) : word;
    }

    private void change(int left, int right, long by, int word) {
        long key = LongMap.pair(left, right);
        int pair = pairs.get(key);
        if (pair < 0) {
            pair = lefts.size();
            pairs.put(key, pair);
            lefts.add(left);
            rights.add(right);
            places.add(new Points(4));
            if (pair == counts.length) {
                counts = Arrays.copyOf(counts, 2 * pair);
            }
        }
        counts[pair] += by;
        if (by > 0) {
            Points at = places.get(pair);
            if (at.size() == 0 || at.get(at.size() - 1) != word) {
                at.add(word);
            }
        }
    }

    /// Whether the first of two pairs is taken first.
    private boolean before(int a, long countA, int b, long countB) {
        return countA != countB ? countA > countB
            : lefts.get(a) != lefts.get(b) ? lefts.get(a) < lefts.get(b) : rights.get(a) < rights.get(b);
    }

    private void push(int pair) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heapSize);
            heapCounts = Arrays.copyOf(heapCounts, 2 * heapSize);
        }
        int at = heapSize++;
        long count = counts[pair];
        while (at > 0 && before(pair, count, heap[at - 1 >> 1], heapCounts[at - 1 >> 1])) {
            heap[at] = heap[at - 1 >> 1];
            heapCounts[at] = heapCounts[at - 1 >> 1];
            at = at - 1 >> 1;
        }
        heap[at] = pair;
        heapCounts[at] = count;
    }

    /// Takes the first pair out; where its count has changed since, puts it back with the new one and gives -1.
    private int pop() {
        int top = heap[0];
        long count = heapCounts[0];
        int last = heap[--heapSize];
        long lastCount = heapCounts[heapSize];
        int at = 0;
        while (2 * at + 1 < heapSize) {
            int child = 2 * at + 1;
            child += child + 1 < heapSize && before(heap[child + 1], heapCounts[child + 1], heap[child], heapCounts[child]) ? 1 : 0;
            if (!before(heap[child], heapCounts[child], last, lastCount)) {
                break;
            }
            heap[at] = heap[child];
            heapCounts[at] = heapCounts[child];
            at = child;
        }
        heap[at] = last;
        heapCounts[at] = lastCount;
        if (counts[top] == count) {
            return top;
        }
        if (counts[top] > 0) {
            push(top);
        }
        return -1;
    }
}
