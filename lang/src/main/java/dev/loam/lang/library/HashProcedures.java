package dev.loam.lang.library;

import static dev.loam.lang.Builtins.procedure;
import static dev.loam.lang.Procedure.ANY;

import dev.loam.lang.ErrorObject;
import dev.loam.lang.Machine;
import dev.loam.lang.MutableString;
import dev.loam.lang.Pair;
import dev.loam.lang.Procedure;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Unspecified;
import dev.loam.lang.Values;

/// Hash tables as procedures: what of SRFI 69 and SRFI 125 takes no procedure, or calls it last of all. The rest is written in Scheme.
final class HashProcedures {

    private HashProcedures() {}

    static Object find(String name) {
        Object found = tables(name);
        return found == null ? whole(name) : found;
    }

    private static Object tables(String name) {
        return switch (name) {
            case "make-hash-table" -> procedure(name, 0, ANY, a -> make(name, a));
            case "make-equal-hash-table", "make-hash" -> fixed(name, HashTable.Equivalence.EQUAL, "equal?");
            case "make-strong-eqv-hash-table", "make-eqv-hash-table", "make-eqv-hashtable" -> fixed(name, HashTable.Equivalence.EQV, "eqv?");
            case "make-strong-eq-hash-table", "make-eq-hash-table", "make-eq-hashtable" -> fixed(name, HashTable.Equivalence.EQ, "eq?");
            case "make-string-hash-table" -> fixed(name, HashTable.Equivalence.STRING, "string=?");
            case "hash-table?" -> procedure(name, x -> x instanceof HashTable);
            case "hash-table-ref" -> procedure(name, 2, 4, a -> ref(name, a));
            case "hash-table-ref/default" -> procedure(name, (t, key, missing) -> table(name, t).get(key, missing));
            case "hash-table-set!" -> new SetProcedure(name);
            case "hash-table-delete!" -> procedure(name, 1, ANY, a -> {
                var table = changeable(name, a[0]);
                long removed = 0;
                for (int i = 1; i < a.length; i++) {
                    removed += table.remove(a[i]) ? 1 : 0;
                }
                return removed;
            });
            case "hash-table-contains?", "hash-table-exists?" -> procedure(name, (t, key) -> table(name, t).contains(key));
            case "hash-table-size" -> procedure(name, x -> (long) table(name, x).size());
            case "hash-table-empty?" -> procedure(name, x -> table(name, x).size() == 0);
            case "hash-table-mutable?" -> procedure(name, x -> !table(name, x).frozen);
            case "hash-table-clear!" -> procedure(name, x -> {
                changeable(name, x).clear();
                return Unspecified.UNSPECIFIED;
            });
            case "hash-table-pop!" -> procedure(name, x -> {
                var table = changeable(name, x);
                if (table.size() == 0) {
                    throw SchemeError.of(ErrorObject.Kind.RANGE, name + ": the table is empty:", x);
                }
                var keys = table.keys();
                Object key = keys[keys.length - 1];
                Object value = table.get(key, null);
                table.remove(key);
                return Values.of(key, value);
            });
            default -> null;
        };
    }

    /// Almost always called with one key and one value; SRFI 125 allows more.
    private static final class SetProcedure extends Procedure {

        SetProcedure(String name) {
            super(name);
        }

        @Override
        public int least() {
            return 1;
        }

        @Override
        public int most() {
            return ANY;
        }

        @Override
        public Object apply3(Object table, Object key, Object value) {
            changeable(name(), table).put(key, value);
            return Unspecified.UNSPECIFIED;
        }

        @Override
        public Object apply0() {
            throw SchemeError.wrongCount(this);
        }

        @Override
        public Object apply1(Object table) {
            return applyN(new Object[] {table});
        }

        @Override
        public Object apply2(Object table, Object key) {
            return applyN(new Object[] {table, key});
        }

        @Override
        public Object apply4(Object table, Object key, Object value, Object key2) {
            return applyN(new Object[] {table, key, value, key2});
        }

        @Override
        public Object applyN(Object[] a) {
            if (a.length == 0) {
                throw SchemeError.wrongCount(this);
            }
            var table = changeable(name(), a[0]);
            if (a.length % 2 == 0) {
                throw SchemeError.of(ErrorObject.Kind.ARGUMENTS, name() + ": a key without a value", a[a.length - 1]);
            }
            for (int i = 1; i < a.length; i += 2) {
                table.put(a[i], a[i + 1]);
            }
            return Unspecified.UNSPECIFIED;
        }
    }

    private static Object whole(String name) {
        return switch (name) {
            case "hash-table-keys" -> procedure(name, x -> Pair.list(table(name, x).keys()));
            case "hash-table-values" -> procedure(name, x -> Pair.list(table(name, x).values()));
            case "hash-table-entries" -> procedure(name, x -> Values.of(Pair.list(table(name, x).keys()), Pair.list(table(name, x).values())));
            case "hash-table->alist" -> procedure(name, x -> table(name, x).toAlist());
            case "%hash-table-keys" -> procedure(name, x -> table(name, x).keys());
            case "alist->hash-table" -> procedure(name, 1, ANY, a -> {
                var table = make(name, java.util.Arrays.copyOfRange(a, 1, a.length));
                for (Object entry : Lists.toArray(name, 1, a[0])) {
                    var pair = Check.pair(name, 1, entry);
                    if (!table.contains(pair.car)) {
                        table.put(pair.car, pair.cdr);
                    }
                }
                return table;
            });
            case "hash-table" -> procedure(name, 1, ANY, a -> {
                var table = make(name, new Object[] {a[0]});
                for (int i = 1; i + 1 < a.length; i += 2) {
                    table.put(a[i], a[i + 1]);
                }
                table.frozen = true;
                return table;
            });
            case "hash-table-copy" -> procedure(name, 1, 2, a -> {
                var copy = table(name, a[0]).copy();
                copy.frozen = a.length > 1 && a[1] == Boolean.FALSE;
                return copy;
            });
            case "hash-table-empty-copy" -> procedure(name, x -> table(name, x).empty());
            case "hash-table-union!", "hash-table-merge!" -> procedure(name, (a, b) -> {
                var target = changeable(name, a);
                table(name, b).forEach((key, value) -> {
                    if (!target.contains(key)) {
                        target.put(key, value);
                    }
                });
                return target;
            });
            case "hash-table-intersection!" -> combine(name, (mine, other) -> mine.forEach((key, _) -> {
                if (!other.contains(key)) {
                    mine.remove(key);
                }
            }));
            case "hash-table-difference!" -> combine(name, (mine, other) -> other.forEach((key, _) -> mine.remove(key)));
            case "hash-table-xor!" -> combine(name, (mine, other) -> other.forEach((key, value) -> {
                if (!mine.remove(key)) {
                    mine.put(key, value);
                }
            }));
            case "hash-table-equivalence-function" -> procedure(name, x -> table(name, x).equalProcedure());
            case "hash-table-hash-function" -> procedure(name, x -> {
                Object hash = table(name, x).hashProcedure();
                return hash == null ? Library.find("hash") : hash;
            });
            case "hash", "equal-hash", "default-hash" -> procedure(name, 1, 2, a -> TextProcedures.bounded(name, Equality.hash(a[0]), a));
            case "hash-by-identity", "eq-hash", "eqv-hash" -> procedure(name, 1, 2, a ->
                    TextProcedures.bounded(name, a[0] instanceof MutableString || a[0] instanceof Pair || a[0] instanceof Object[]
                            ? System.identityHashCode(a[0]) : Equality.hash(a[0]), a));
            case "number-hash", "char-hash", "symbol-hash", "boolean-hash" -> procedure(name, 1, 2, a -> TextProcedures.bounded(name, Equality.hash(a[0]), a));
            default -> null;
        };
    }

    private static Procedure fixed(String name, HashTable.Equivalence equivalence, String equal) {
        return procedure(name, 0, 1, a -> new HashTable(equivalence, Library.find(equal), null));
    }

    private static Procedure combine(String name, java.util.function.BiConsumer<HashTable, HashTable> change) {
        return procedure(name, (a, b) -> {
            change.accept(changeable(name, a), table(name, b));
            return a;
        });
    }

    /// `(make-hash-table [equal [hash]] …)`; a comparator (SRFI 128) is a vector of its parts here.
    private static HashTable make(String who, Object[] a) {
        if (a.length == 0 || a[0] instanceof Long) {
            return new HashTable(HashTable.Equivalence.EQUAL, Library.find("equal?"), null);
        }
        if (a[0] instanceof Comparator c) {
            return new HashTable(equivalence(c.equality()), c.equality(), c.hash());
        }
        var equal = Check.procedure(who, 1, a[0]);
        Object hash = a.length > 1 && a[1] instanceof Procedure p ? p : null;
        var equivalence = equivalence(equal);
        return new HashTable(equivalence, equal, hash);
    }

    /// A comparator of SRFI 128.
    record Comparator(Object test, Object equality, Object ordering, Object hash) {
        @Override
        public String toString() {
            return "#<comparator>";
        }
    }

    private static HashTable.Equivalence equivalence(Object equal) {
        String name = ((Procedure) equal).name();
        if (name == null || Library.find(name) != equal) {
            return HashTable.Equivalence.CUSTOM;
        }
        return switch (name) {
            case "eq?", "symbol=?", "boolean=?" -> HashTable.Equivalence.EQ;
            case "eqv?", "char=?" -> HashTable.Equivalence.EQV;
            case "equal?" -> HashTable.Equivalence.EQUAL;
            case "string=?" -> HashTable.Equivalence.STRING;
            case "string-ci=?" -> HashTable.Equivalence.STRING_CI;
            case "=" -> HashTable.Equivalence.NUMBER;
            default -> HashTable.Equivalence.CUSTOM;
        };
    }

    static HashTable table(String who, Object x) {
        if (x instanceof HashTable t) {
            return t;
        }
        throw SchemeError.wrongType(who, 1, "a hash table", x);
    }

    private static HashTable changeable(String who, Object x) {
        var table = table(who, x);
        if (table.frozen) {
            throw SchemeError.wrongType(who, 1, "a hash table that may be changed", x);
        }
        return table;
    }

    private static final Object ABSENT = new Object();

    private static Object ref(String who, Object[] a) {
        Object value = table(who, a[0]).get(a[1], ABSENT);
        if (value != ABSENT) {
            return a.length > 3 ? Machine.tail(a[3], value) : value;
        }
        if (a.length > 2 && a[2] instanceof Procedure failure) {
            return Machine.tail(failure);
        }
        throw SchemeError.of(ErrorObject.Kind.RANGE, who + ": the table has no such key:", a[1]);
    }
}
