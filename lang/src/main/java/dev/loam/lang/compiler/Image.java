package dev.loam.lang.compiler;

import dev.loam.lang.Char;
import dev.loam.lang.Eof;
import dev.loam.lang.Global;
import dev.loam.lang.MutableString;
import dev.loam.lang.Nil;
import dev.loam.lang.Pair;
import dev.loam.lang.RecordType;
import dev.loam.lang.SchemeError;
import dev.loam.lang.Site;
import dev.loam.lang.Symbol;
import dev.loam.lang.Template;
import dev.loam.lang.Unspecified;
import dev.loam.lang.interop.JavaNames;
import dev.loam.lang.number.Complex;
import dev.loam.lang.number.Rational;
import dev.loam.lang.syntax.Reader;
import dev.loam.lang.types.Contract;
import dev.loam.lang.types.TypeParser;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Constants of compiled code as bytes. An object that was written before is a number from then on, so that what was one object is one again.
final class Image {
    private Image() {}

    private enum Tag {
        AGAIN, NULL, SYSTEM, OWN, JAVA, SITE, TEMPLATE, RECORD_TYPE, CONTRACT, LONG, DOUBLE, BIG, RATIO, COMPLEX, STRING, SYMBOL, FRESH_SYMBOL, CHAR,
        TRUE, FALSE, NIL, NOTHING, EOF, UNASSIGNED, LIST, VECTOR, BYTES
    }

    static final class Writer {
        private final DataOutputStream out;
        private final int base;
        private final Map<Site, Integer> sites = new IdentityHashMap<>();
        private final Map<Object, Integer> seen = new IdentityHashMap<>();

        /// @param base the number of the first place of the program's texts
        Writer(DataOutputStream out, int base) {
            this.out = out;
            this.base = base;
        }

        /// The sites of the unit whose constants come next.
        void sites(List<Site> given) {
            for (int i = 0; i < given.size(); i++) {
                sites.put(given.get(i), i);
            }
        }

        private void tag(Tag t) throws IOException {
            out.writeByte(t.ordinal());
        }

        void text(String s) throws IOException {
            byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        void position(int position) throws IOException {
            out.writeInt(position == 0 ? 0 : position - base + 1);
        }

        void object(Object x) throws IOException {
            if (shared(x)) {
                Integer before = seen.get(x);
                if (before != null) {
                    tag(Tag.AGAIN);
                    out.writeInt(before);
                    return;
                }
                seen.put(x, seen.size());
            }
            switch (x) {
                case null -> tag(Tag.NULL);
                case Global g -> global(g);
                case Site s -> {
                    tag(Tag.SITE);
                    out.writeInt(sites.get(s));
                }
                case Template t -> {
                    tag(Tag.TEMPLATE);
                    object(t.name() == null ? null : Symbol.of(t.name()));
                    out.writeInt(t.least());
                    out.writeInt(t.most());
                    position(t.position());
                }
                case RecordType t -> {
                    tag(Tag.RECORD_TYPE);
                    text(t.name());
                    out.writeInt(t.fields().size());
                    for (Symbol f : t.fields()) {
                        object(f);
                    }
                }
                case Contract c -> {
                    tag(Tag.CONTRACT);
                    text(c.type().text());
                    object(c.who() == null ? null : Symbol.of(c.who()));
                    out.writeInt(c.position());
                    records(c.type());
                }
                default -> datum(x);
            }
        }

        /// The record types that a type mentions, by name.
        private void records(dev.loam.lang.types.SchemeType type) throws IOException {
            List<RecordType> all = type.records();
            out.writeInt(all.size());
            for (RecordType t : all) {
                object(t);
            }
        }

        private void global(Global g) throws IOException {
            tag(g.constant ? Tag.SYSTEM : !g.defined && JavaNames.matches(g.name()) && g.bound() ? Tag.JAVA : Tag.OWN);
            text(g.name());
        }

        private void datum(Object x) throws IOException {
            switch (x) {
                case Long n -> {
                    tag(Tag.LONG);
                    out.writeLong(n);
                }
                case Double d -> {
                    tag(Tag.DOUBLE);
                    out.writeLong(Double.doubleToRawLongBits(d));
                }
                case BigInteger n -> {
                    tag(Tag.BIG);
                    text(n.toString());
                }
                case Rational r -> {
                    tag(Tag.RATIO);
                    text(r.numerator().toString());
                    text(r.denominator().toString());
                }
                case Complex c -> {
                    tag(Tag.COMPLEX);
                    object(c.real());
                    object(c.imaginary());
                }
                case MutableString s -> {
                    tag(Tag.STRING);
                    text(s.toString());
                }
                case Symbol s -> {
                    tag(s == Symbol.of(s.name()) ? Tag.SYMBOL : Tag.FRESH_SYMBOL);
                    text(s.name());
                }
                case Char c -> {
                    tag(Tag.CHAR);
                    out.writeInt(c.codePoint);
                }
                case Boolean b -> tag(b ? Tag.TRUE : Tag.FALSE);
                case Nil n -> tag(Tag.NIL);
                case Unspecified u -> tag(Tag.NOTHING);
                case Eof e -> tag(Tag.EOF);
                case Pair p -> list(p);
                case Object[] v -> {
                    tag(Tag.VECTOR);
                    out.writeInt(v.length);
                    for (Object e : v) {
                        object(e);
                    }
                }
                case byte[] b -> {
                    tag(Tag.BYTES);
                    out.writeInt(b.length);
                    out.write(b);
                }
                default -> {
                    if (x != Nodes.UNASSIGNED) {
                        throw SchemeError.error("a program with this constant cannot be compiled ahead:", x);
                    }
                    tag(Tag.UNASSIGNED);
                }
            }
        }

        /// A list goes out in one piece up to an element that was written before, so that a long one takes no stack.
        private void list(Pair p) throws IOException {
            var elements = new ArrayList<>();
            Object x = p;
            do {
                elements.add(((Pair) x).car);
                x = ((Pair) x).cdr;
                if (x instanceof Pair && !seen.containsKey(x)) {
                    seen.put(x, seen.size());
                } else {
                    break;
                }
            } while (true);
            tag(Tag.LIST);
            out.writeInt(elements.size());
            for (Object e : elements) {
                object(e);
            }
            object(x);
        }

        private static boolean shared(Object x) {
            return x instanceof Global || x instanceof RecordType || x instanceof Pair || x instanceof Object[] || x instanceof byte[]
                || x instanceof MutableString || x instanceof Site || x instanceof Symbol s && s != Symbol.of(s.name());
        }
    }

    static final class Source {
        private static final Tag[] TAGS = Tag.values();
        private final DataInputStream in;
        private final int base;
        private final Function<String, Global> system;
        private final List<Object> seen = new ArrayList<>();
        private Function<Integer, Site> sites;

        /// @param system the variables of the system
        Source(DataInputStream in, int base, Function<String, Global> system) {
            this.in = in;
            this.base = base;
            this.system = system;
        }

        void sites(Function<Integer, Site> given) {
            sites = given;
        }

        String text() throws IOException {
            return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        }

        int position() throws IOException {
            int p = in.readInt();
            return p == 0 ? 0 : p + base - 1;
        }

        private <T> T keep(T x) {
            seen.add(x);
            return x;
        }

        private String name() throws IOException {
            Object x = object();
            return x == null ? null : x.toString();
        }

        Object object() throws IOException {
            return switch (TAGS[in.readByte()]) {
                case AGAIN -> seen.get(in.readInt());
                case NULL -> null;
                case SYSTEM -> keep(system.apply(text()));
                case OWN -> keep(new Global(text()));
                case JAVA -> {
                    String name = text();
                    yield keep(new Global(name).java(JavaNames.value(name)));
                }
                case SITE -> keep(sites.apply(in.readInt()));
                case TEMPLATE -> new Template(name(), in.readInt(), in.readInt(), position());
                case RECORD_TYPE -> recordType();
                case CONTRACT -> contract();
                case LONG -> in.readLong();
                case DOUBLE -> Double.longBitsToDouble(in.readLong());
                case BIG -> new BigInteger(text());
                case RATIO -> new Rational(new BigInteger(text()), new BigInteger(text()));
                case COMPLEX -> Complex.of(object(), object());
                case STRING -> keep(MutableString.literal(text()));
                case SYMBOL -> Symbol.of(text());
                case FRESH_SYMBOL -> keep(Symbol.uninterned(text()));
                case CHAR -> Char.of(in.readInt());
                case TRUE -> true;
                case FALSE -> false;
                case NIL -> Nil.NIL;
                case NOTHING -> Unspecified.UNSPECIFIED;
                case EOF -> Eof.EOF;
                case UNASSIGNED -> Nodes.UNASSIGNED;
                case LIST -> list();
                case VECTOR -> {
                    var v = keep(new Object[in.readInt()]);
                    for (int i = 0; i < v.length; i++) {
                        v[i] = object();
                    }
                    yield v;
                }
                case BYTES -> keep(in.readNBytes(in.readInt()));
            };
        }

        private RecordType recordType() throws IOException {
            int place = seen.size();
            seen.add(null);
            String name = text();
            var fields = new ArrayList<Symbol>();
            for (int n = in.readInt(); n > 0; n--) {
                fields.add((Symbol) object());
            }
            var made = new RecordType(name, fields);
            seen.set(place, made);
            return made;
        }

        private Contract contract() throws IOException {
            String type = text();
            String who = name();
            int position = in.readInt();
            var records = new HashMap<String, dev.loam.lang.types.SchemeType>();
            for (int n = in.readInt(); n > 0; n--) {
                var t = (RecordType) object();
                records.put(t.name(), new dev.loam.lang.types.SchemeType.OfRecord(t));
            }
            Object datum = Reader.of(dev.loam.lang.Source.of("<type>", type)).read();
            return new Contract(new TypeParser(s -> records.get(s.name())).parse(datum, 0), who, position);
        }

        private Object list() throws IOException {
            int n = in.readInt();
            var pairs = new Pair[n];
            for (int i = 0; i < n; i++) {
                pairs[i] = keep(new Pair(null, Nil.NIL));
                if (i > 0) {
                    pairs[i - 1].cdr = pairs[i];
                }
            }
            for (Pair p : pairs) {
                p.car = object();
            }
            pairs[n - 1].cdr = object();
            return pairs[0];
        }
    }
}
