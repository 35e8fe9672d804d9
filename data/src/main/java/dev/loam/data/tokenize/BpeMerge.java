package dev.loam.data.tokenize;

import java.util.Arrays;

/// Joins the tokens of a long piece: a heap of neighbours by (rank, place), so that a million characters without a place to cut take
/// n log n steps.
final class BpeMerge {
    private final Bpe model;
    private final Tokens out;
    private final int first;
    private final int count;
    private final int[] ids;
    private final int[] next;
    private final int[] before;
    /// the merge with the next token, -1 for none
    private final int[] merge;
    private long[] heap;
    private int size;

    BpeMerge(Bpe model, Tokens out, int first) {
        this.model = model;
        this.out = out;
        this.first = first;
        this.count = out.size() - first;
        this.ids = new int[count];
        this.next = new int[count];
        this.before = new int[count];
        this.merge = new int[count];
        this.heap = new long[count + 1];
        for (int i = 0; i < count; i++) {
            ids[i] = out.ids.get(first + i);
            next[i] = i + 1;
            before[i] = i - 1;
        }
    }

    void run() {
        for (int i = 0; i < count; i++) {
            look(i);
        }
        while (size > 0) {
            long top = pop();
            int place = (int) top;
            int chosen = merge[place];
            if (chosen < 0 || model.priority(chosen) != (int) (top >>> 32)) {
                continue;
            }
            int gone = next[place];
            ids[place] = model.merged(chosen);
            out.ends.set(first + place, out.ends.get(first + gone));
            next[place] = next[gone];
            merge[gone] = -1;
            if (next[place] < count) {
                before[next[place]] = place;
            }
            look(place);
            if (before[place] >= 0) {
                look(before[place]);
            }
        }
        int at = first;
        for (int i = 0; i < count; i = next[i]) {
            out.ids.set(at, ids[i]);
            out.starts.set(at, out.starts.get(first + i));
            out.ends.set(at++, out.ends.get(first + i));
        }
        out.truncate(at);
    }

    private void look(int place) {
        merge[place] = next[place] < count ? model.merge(ids[place], ids[next[place]]) : -1;
        if (merge[place] >= 0) {
            push((long) model.priority(merge[place]) << 32 | place);
        }
    }

    private void push(long value) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0 && heap[at - 1 >> 1] > value) {
            heap[at] = heap[at - 1 >> 1];
            at = at - 1 >> 1;
        }
        heap[at] = value;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--size];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            child += child + 1 < size && heap[child + 1] < heap[child] ? 1 : 0;
            if (heap[child] >= last) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return top;
    }
}
