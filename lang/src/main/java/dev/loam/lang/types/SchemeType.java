package dev.loam.lang.types;

import dev.loam.lang.RecordType;
import java.util.List;
import java.util.StringJoiner;

/// A type of the gradual type system: what is known of a value. Types are checked for overlap, not for inclusion: a value of type `any` fits
/// everywhere and is looked at when the program runs; `string` fits nowhere where a `real` is needed.
public sealed interface SchemeType {
    /// Values of some of the kinds in [Atoms]; `name` is how it is written.
    record Base(String name, int atoms) implements SchemeType {}

    /// A proper list.
    record ListOf(SchemeType element) implements SchemeType {}

    record PairOf(SchemeType first, SchemeType second) implements SchemeType {}

    /// @param length null where any length will do
    record VectorOf(SchemeType element, Size length) implements SchemeType {}

    /// @param dtype `f32` and so on; null for any
    /// @param shape null for any
    record TensorOf(String dtype, List<Size> shape) implements SchemeType {}

    /// A procedure.
    ///
    /// @param rest what all further arguments are; null where there are none
    record Function(List<SchemeType> params, SchemeType rest, SchemeType result) implements SchemeType {
        boolean accepts(int count) {
            return rest == null ? count == params.size() : count >= params.size();
        }
    }

    /// A value of one of these types.
    record Union(List<SchemeType> members) implements SchemeType {}

    /// A type variable, written `'a`: any type, the same wherever it stands in one signature.
    record Variable(String name) implements SchemeType {}

    /// A record of a type that the program defines.
    record OfRecord(RecordType type) implements SchemeType {}

    /// A type variable of one call, found from the arguments.
    final class Open implements SchemeType {
        SchemeType found;
    }

    /// The length of a vector, or of an axis of a tensor.
    sealed interface Size {
        record Fixed(long size) implements Size {
            @Override
            public String toString() {
                return Long.toString(size);
            }
        }

        /// The same size wherever the name stands in one signature.
        record Named(String name) implements Size {
            @Override
            public String toString() {
                return name;
            }
        }

        /// A named size of one call.
        final class Open implements Size {
            private final String name;
            Size found;

            Open(String name) {
                this.name = name;
            }

            @Override
            public String toString() {
                return found == null ? name : found.toString();
            }
        }
    }

    SchemeType ANY = new Base("any", Atoms.ALL);
    SchemeType NEVER = new Base("nothing", 0);

    /// The kinds of values that it can be.
    default int atoms() {
        return switch (this) {
            case Base x -> x.atoms;
            case ListOf x -> Atoms.NULL | Atoms.PAIR;
            case PairOf x -> Atoms.PAIR;
            case VectorOf x -> Atoms.VECTOR;
            case TensorOf x -> Atoms.TENSOR;
            case Function x -> Atoms.PROCEDURE;
            case OfRecord x -> Atoms.RECORD;
            case Union x -> x.members.stream().mapToInt(SchemeType::atoms).reduce(0, (a, b) -> a | b);
            case Variable x -> Atoms.ALL;
            case Open x -> x.found == null ? Atoms.ALL : x.found.atoms();
        };
    }

    /// The record types in it.
    default List<RecordType> records() {
        return switch (this) {
            case OfRecord x -> List.of(x.type);
            case ListOf x -> x.element.records();
            case PairOf x -> together(List.of(x.first, x.second));
            case VectorOf x -> x.element.records();
            case Union x -> together(x.members);
            case Function x -> {
                var all = new java.util.ArrayList<>(x.params);
                all.add(x.result);
                yield together(all);
            }
            case Base x -> List.of();
            case TensorOf x -> List.of();
            case Variable x -> List.of();
            case Open x -> List.of();
        };
    }

    private static List<RecordType> together(List<SchemeType> types) {
        return types.stream().flatMap(t -> t.records().stream()).distinct().toList();
    }

    /// As it is written in a program.
    default String text() {
        return switch (this) {
            case Base x -> x.name;
            case ListOf x -> "(list " + x.element.text() + ")";
            case PairOf x -> "(pair " + x.first.text() + " " + x.second.text() + ")";
            case VectorOf x -> "(vector " + x.element.text() + (x.length == null ? "" : " " + x.length) + ")";
            case TensorOf x -> {
                var shape = new StringJoiner(" ", "(", ")");
                if (x.shape != null) {
                    x.shape.forEach(s -> shape.add(s.toString()));
                }
                yield x.dtype == null && x.shape == null ? "tensor"
                    : "(tensor " + (x.dtype == null ? "any" : x.dtype) + (x.shape == null ? "" : " " + shape) + ")";
            }
            case Function x -> {
                var all = new StringJoiner(" ", "(-> ", ")");
                x.params.forEach(p -> all.add(p.text()));
                if (x.rest != null) {
                    all.add(x.rest.text()).add("...");
                }
                yield all.add(x.result.text()).toString();
            }
            case Union x -> {
                var all = new StringJoiner(" ", "(or ", ")");
                x.members.forEach(m -> all.add(m.text()));
                yield all.toString();
            }
            case Variable x -> "'" + x.name;
            case OfRecord x -> x.type.name();
            case Open x -> x.found == null ? "any" : x.found.text();
        };
    }
}
