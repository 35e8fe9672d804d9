package dev.loam.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Descriptors as nested maps: read from JSON and YAML, written in one canonical way.
final class Trees {
    /// A descriptor's greatest size in bytes: room for thousands of fields.
    static final long LARGEST = 1 << 20;
    static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder().maxNestingDepth(32).maxStringLength(1 << 20).maxNumberLength(400).build();
    static final JsonFactory JSON = JsonFactory.builder().streamReadConstraints(CONSTRAINTS).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private static final JsonMapper READER = JsonMapper.builder(JSON).build();
    private static final JsonMapper CANONICAL = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private Trees() {
    }

    /// YAML is loaded only where it is used: that takes time.
    private static final class Yaml {
        static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder().streamReadConstraints(CONSTRAINTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()).build();
    }

    /// The text of a small file.
    static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": there is no such file");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new DataException(file + ": has " + DataSource.number(Files.size(file)) + " bytes; a descriptor has at most " + DataSource.number(LARGEST));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read as UTF-8 text (" + e.getMessage() + ")", e);
        }
    }

    /// The keys and values in a text of JSON (where it begins with a brace) or YAML.
    static Map<String, Object> object(String text, String what) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        ObjectMapper mapper = body.stripLeading().startsWith("{") ? READER : Yaml.MAPPER;
        Object value;
        try {
            value = body.isBlank() ? null : mapper.readValue(body, Object.class);
        } catch (JacksonException e) {
            throw new DataException(what + line(e) + ": " + firstLine(e.getOriginalMessage()), e);
        } catch (RuntimeException e) {
            throw new DataException(what + ": cannot be read as YAML (" + firstLine(e.getMessage()) + ")", e);
        }
        return map(value, what);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new DataException(what + ": must hold keys and values, as in 'name: iris'");
    }

    /// `:12` where the place is known.
    static String line(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1 ? "" : ":" + e.getLocation().getLineNr();
    }

    static String firstLine(String message) {
        return message == null ? "it is damaged" : message.lines().findFirst().orElse("it is damaged");
    }

    static String canonical(Object value) {
        return CANONICAL.writeValueAsString(value);
    }

    static String yaml(Object value) {
        return Yaml.MAPPER.writeValueAsString(value);
    }
}
