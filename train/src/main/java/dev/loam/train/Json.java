package dev.loam.train;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// JSON and YAML as plain Java values: maps in the order written, lists, texts, numbers, booleans and null.
final class Json {
    private static final JsonMapper PLAIN = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final JsonMapper PRETTY = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {
    }

    /// YAML is read only by those who need it: loading it takes time.
    private static final class Yaml {
        static final YAMLMapper MAPPER = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES, YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS).build();
    }

    /// The JSON object in `text`.
    ///
    /// @param what names the text in errors: a file
    static Map<String, Object> object(String text, String what) {
        return map(value(PLAIN, text, what), what);
    }

    /// The YAML mapping in `text`; empty for an empty text.
    static Map<String, Object> yamlObject(String text, String what) {
        Object value = text.isBlank() ? Map.of() : value(Yaml.MAPPER, text, what);
        return map(value == null ? Map.of() : value, what);
    }

    /// One YAML value, such as `[16, 32]`; what YAML cannot read is a text.
    static Object yamlValue(String text) {
        if (text.isBlank()) {
            return text;
        }
        try {
            Object value = Yaml.MAPPER.readValue(text, Object.class);
            return value == null && !text.equals("null") && !text.equals("~") ? text : value;
        } catch (JacksonException e) {
            return text;
        }
    }

    private static Object value(ObjectMapper mapper, String text, String what) {
        try {
            return mapper.readValue(text, Object.class);
        } catch (JacksonException e) {
            String where = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new TrainException(what + where + ": " + e.getOriginalMessage().lines().findFirst().orElse("cannot be read"), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new TrainException(what + ": must hold keys and values, as in 'epochs: 3'");
    }

    /// With line breaks and indentation, and a line break at the end.
    static String pretty(Object value) {
        return PRETTY.writeValueAsString(value) + "\n";
    }

    /// In one line, keys in their order.
    static String line(Object value) {
        return PLAIN.writeValueAsString(value);
    }

    /// As YAML, for people.
    static String yaml(Object value) {
        return Yaml.MAPPER.writeValueAsString(value).replaceFirst("^---\\s*\n", "");
    }

    /// The form that is hashed: one line, keys sorted, whole numbers without a point, others as Java prints a double.
    static String canonical(Object value) {
        return PLAIN.writeValueAsString(sorted(value));
    }

    private static Object sorted(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var out = new TreeMap<String, Object>();
                map.forEach((k, v) -> out.put(String.valueOf(k), sorted(v)));
                yield out;
            }
            case List<?> list -> {
                var out = new ArrayList<Object>();
                list.forEach(v -> out.add(sorted(v)));
                yield out;
            }
            case BigInteger n -> n;
            case BigDecimal n -> sorted(n.doubleValue());
            case Float n -> sorted(n.doubleValue());
            case Double n when n == Math.rint(n) && Math.abs(n) < 1e15 -> n.longValue();
            case Integer n -> n.longValue();
            case null -> null;
            default -> value;
        };
    }

    /// SHA-256 of a text's UTF-8 bytes, in hexadecimal.
    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The number that [#line] wrote; one that is not finite is a text there: `"NaN"`, `"Infinity"`. Null for anything else.
    static Double number(Object value) {
        return switch (value) {
            case Number n -> n.doubleValue();
            case String s when s.equals("NaN") || s.equals("Infinity") || s.equals("-Infinity") -> Double.valueOf(s);
            case null, default -> null;
        };
    }

    /// A map with its keys in the order given: `map("step", 3, "loss", 0.5)`.
    static Map<String, Object> of(Object... pairs) {
        var out = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            out.put((String) pairs[i], pairs[i + 1]);
        }
        return out;
    }
}
