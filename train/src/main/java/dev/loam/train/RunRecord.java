package dev.loam.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a run's `config.json` says besides the config: what determined its result, segment by segment. A segment begins
/// when the run begins, and when it goes on with something changed.
///
/// @param segments at least one
record RunRecord(List<Segment> segments) {
    /// The section of `config.json`; a config that has it is read without it.
    static final String KEY = "record";

    /// @param fromStep  the step it begins at
    /// @param resultKey hash of all that determines the result, the segments before included
    /// @param changed   the config's values that differ from the segment before, by key
    /// @param dataset   the name of the dataset that was opened: not the config's where another stood in for it
    /// @param data      the content hash of the data
    /// @param code      the version of Loam's code
    /// @param target    the class of machines on which results agree bit for bit
    record Segment(long fromStep, String resultKey, Map<String, Object> changed, String dataset, String data, String code, String target) {
        Map<String, Object> tree() {
            return Json.of("from-step", fromStep, "result-key", resultKey, "changed", changed, "dataset", dataset, "data", data, "code", code, "target", target);
        }
    }

    /// The record of a new run.
    static RunRecord begin(Config config, String dataset, String data, String code, String target) {
        return new RunRecord(List.of(segment(0, "", config, Map.of(), dataset, data, code, target)));
    }

    private static Segment segment(long step, String before, Config config, Map<String, Object> changed, String dataset, String data, String code,
                                   String target) {
        String key = Json.sha256(Json.canonical(Json.of("before", before, "from-step", step, "config", config.determining(), "data", data,
            "code", code, "target", target)));
        return new Segment(step, key, changed, dataset, data, code, target);
    }

    /// This record, with one more segment where something that determines the result is not what it was.
    RunRecord goOn(long step, Config before, Config now, String data, String code, String target) {
        var changed = new LinkedHashMap<String, Object>();
        Map<String, Object> old = before.determining();
        now.determining().forEach((k, v) -> {
            if (!Json.canonical(v).equals(Json.canonical(old.get(k)))) {
                changed.put(k, v);
            }
        });
        Segment last = segments.getLast();
        if (changed.isEmpty() && last.code.equals(code) && last.target.equals(target) && last.data.equals(data)) {
            return this;
        }
        var all = new ArrayList<>(segments);
        all.add(segment(step, last.resultKey, now, changed, last.dataset, data, code, target));
        return new RunRecord(List.copyOf(all));
    }

    String resultKey() {
        return segments.getLast().resultKey;
    }

    /// The name of the dataset that the run was begun with.
    String dataset() {
        return segments.getLast().dataset;
    }

    Map<String, Object> tree() {
        return Json.of("result-key", resultKey(), "segments", segments.stream().map(Segment::tree).toList());
    }

    /// The record that [#tree] wrote.
    @SuppressWarnings("unchecked")
    static RunRecord of(Object tree, String what) {
        if (!(tree instanceof Map<?, ?> map) || !(map.get("segments") instanceof List<?> list) || list.isEmpty()) {
            throw new TrainException(what + ": the section '" + KEY + "' is missing, so this is no run's config; a run is started with "
                + Hints.command("train"));
        }
        var segments = new ArrayList<Segment>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> m) || !(m.get("from-step") instanceof Number from) || !(m.get("changed") instanceof Map<?, ?> changed)) {
                throw new TrainException(what + ": the section '" + KEY + "' holds " + each + ", which is no segment");
            }
            segments.add(new Segment(from.longValue(), String.valueOf(m.get("result-key")), (Map<String, Object>) changed,
                String.valueOf(m.get("dataset")), String.valueOf(m.get("data")), String.valueOf(m.get("code")), String.valueOf(m.get("target"))));
        }
        return new RunRecord(List.copyOf(segments));
    }
}
