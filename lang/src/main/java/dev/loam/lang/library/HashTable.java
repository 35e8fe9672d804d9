package dev.loam.lang.library;

import dev.loam.lang.Char;
import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.number.Arithmetic;
import java.util.Arrays;
import java.util.function.BiConsumer;

/// A hash table that keeps the order in which keys came. Entries lie one after the other in arrays; a second array of twice the size finds
/// them (open addressing, linear probing). A deleted entry leaves a hole until the next growth.
public final class HashTable {

    /// Which keys are the same.
    public enum Equivalence { EQ, EQV, EQUAL, STRING, STRING_CI, NUMBER, CUSTOM }

    /// What stands for the key of a deleted entry.
    private static final Object HOLE = new Object();

    private final Equivalence equivalence;
    private final Object equal;
    private final Object hash;
    private Object[] keys;
    private Object[] values;
    private int[] hashes;
    /// Entry number plus one, 0 for a free place.
    private int[] places;
    private int used;
    private int size;
    boolean frozen;

    /// @param equal the procedure that compares and that a program may ask for
    /// @param hash  the procedure that hashes; used for [Equivalence#CUSTOM] only, null puts all keys into one chain
    HashTable(Equivalence equivalence, Object equal, Object hash) {
        this.equivalence = equivalence;
        this.equal = equal;
        this.hash = hash;
        clear();
    }

    Object equalProcedure() {
        return equal;
    }

    Object hashProcedure() {
        return hash;
    }

    Equivalence equivalence() {
        return equivalence;
    }

    public int size() {
        return size;
    }

    void clear() {
        keys = new Object[8];
        values = new Object[8];
        hashes = new int[8];
        places = new int[16];
        used = 0;
        size = 0;
    }

    HashTable empty() {
        return new HashTable(equivalence, equal, hash);
    }

    HashTable copy() {
        var copy = empty();
        forEach(copy::put);
        return copy;
    }

    private int hash(Object key) {
        int h = switch (equivalence) {
            case EQ, EQV -> identity(key);
            case EQUAL -> Equality.hash(key);
            case STRING -> Check.string("hash-table", 1, key).hash();
            case STRING_CI -> Strings.fold(Check.string("hash-table", 1, key).toString()).hashCode();
            case NUMBER -> key instanceof dev.loam.lang.number.Complex ? 0 : Double.hashCode(Arithmetic.toDouble(key) + 0.0);
            case CUSTOM -> hash == null ? 0 : Procedure.call(hash, key).hashCode();
        };
        // spreads the high bits: neighbours and multiples must not meet
        h *= 0x9E3779B9;
        return h ^ (h >>> 15);
    }

    private static int identity(Object key) {
        return switch (key) {
            case Long x -> x.hashCode();
            case Double x -> x.hashCode();
            case Char c -> c.codePoint;
            case Boolean b -> b ? 1 : 2;
            case java.math.BigInteger x -> x.hashCode();
            case dev.loam.lang.number.Rational x -> x.hashCode();
            case dev.loam.lang.number.Complex x -> x.hashCode();
            case MutableString s when s.length() == 0 -> 0;
            case null -> 0;
            default -> System.identityHashCode(key);
        };
    }

    private boolean same(Object a, Object b) {
        if (a == b) {
            return true;
        }
        if (a == HOLE || b == HOLE) {
            return false;
        }
        return switch (equivalence) {
            case EQ, EQV -> Equality.eqv(a, b);
            case EQUAL -> Equality.equal(a, b);
            case STRING -> ((MutableString) a).sameCharacters((MutableString) b);
            case STRING_CI -> Strings.fold(a.toString()).equals(Strings.fold(b.toString()));
            case NUMBER -> Arithmetic.numericEquals(a, b);
            case CUSTOM -> Procedure.call(equal, a, b) != Boolean.FALSE;
        };
    }

    private int find(Object key, int h) {
        int mask = places.length - 1;
        for (int at = h & mask; places[at] != 0; at = at + 1 & mask) {
            int entry = places[at] - 1;
            if (hashes[entry] == h && same(keys[entry], key)) {
                return entry;
            }
        }
        return -1;
    }

    /// The value of `key`, or `missing`.
    public Object get(Object key, Object missing) {
        int entry = find(key, hash(key));
        return entry < 0 ? missing : values[entry];
    }

    public boolean contains(Object key) {
        return find(key, hash(key)) >= 0;
    }

    public void put(Object key, Object value) {
        int h = hash(key);
        int entry = find(key, h);
        if (entry >= 0) {
            values[entry] = value;
            return;
        }
        if (used == keys.length) {
            grow();
        }
        keys[used] = key;
        values[used] = value;
        hashes[used] = h;
        place(used++);
        size++;
    }

    private void place(int entry) {
        int mask = places.length - 1;
        int at = hashes[entry] & mask;
        while (places[at] != 0) {
            at = at + 1 & mask;
        }
        places[at] = entry + 1;
    }

    /// Closes the holes, and doubles the room unless they were many.
    private void grow() {
        int room = size > keys.length / 2 ? keys.length * 2 : keys.length;
        var oldKeys = keys;
        var oldValues = values;
        var oldHashes = hashes;
        int count = used;
        keys = new Object[room];
        values = new Object[room];
        hashes = new int[room];
        places = new int[room * 2];
        used = 0;
        for (int i = 0; i < count; i++) {
            if (oldKeys[i] != HOLE) {
                keys[used] = oldKeys[i];
                values[used] = oldValues[i];
                hashes[used] = oldHashes[i];
                place(used++);
            }
        }
    }

    /// Whether the key was there.
    public boolean remove(Object key) {
        int entry = find(key, hash(key));
        if (entry < 0) {
            return false;
        }
        keys[entry] = HOLE;
        values[entry] = null;
        size--;
        if (size == 0) {
            Arrays.fill(places, 0);
            used = 0;
        }
        return true;
    }

    /// Calls `each` with every entry as it is now; the table may be changed meanwhile.
    public void forEach(BiConsumer<Object, Object> each) {
        var k = keys();
        var v = values();
        for (int i = 0; i < k.length; i++) {
            each.accept(k[i], v[i]);
        }
    }

    Object[] keys() {
        return present(keys);
    }

    Object[] values() {
        return present(values);
    }

    private Object[] present(Object[] column) {
        var all = new Object[size];
        int n = 0;
        for (int i = 0; i < used; i++) {
            if (keys[i] != HOLE) {
                all[n++] = column[i];
            }
        }
        return all;
    }

    /// The entries as pairs.
    Object toAlist() {
        var k = keys();
        var v = values();
        var pairs = new Object[k.length];
        for (int i = 0; i < k.length; i++) {
            pairs[i] = new Pair(k[i], v[i]);
        }
        return Pair.list(pairs);
    }

    @Override
    public String toString() {
        return "#<hash-table " + size + ">";
    }
}
