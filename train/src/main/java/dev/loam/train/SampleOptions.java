package dev.loam.train;

import dev.loam.nn.ModelException;
import dev.loam.nn.Nearest;
import dev.loam.nn.Sampling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is to be generated, and how.
///
/// @param prompt     with what a text begins
/// @param tokens     how many tokens a text gets at most
/// @param count      how many texts or pictures
/// @param sampling   how tokens are chosen
/// @param stops      strings before which a text ends
/// @param keep       the share of each picture that is taken from a test picture, and completed
/// @param checkpoint `last`, `best` or the number of a step
/// @param precision  in which the model computes; empty for the run's own
/// @param out        the file a sheet of pictures is written to; empty for one in the run's folder
/// @param save       the file that is written from which the same can be made again; empty for none
/// @param run        settings of the run that change nothing but where it is computed
public record SampleOptions(String prompt, int tokens, int count, Sampling sampling, List<String> stops, double keep, String checkpoint, String precision, String out,
                            String save, List<String> run) {
    private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();
    private static final List<String> OF_RUN = List.of("threads", "device", "data.dir", "data.path", "data.descriptor");

    static {
        String[] all = {"prompt", "", "tokens", "500", "count", "", "temperature", "1", "top-k", "0", "top-p", "1", "min-p", "0", "repetition-penalty", "1", "seed", "0",
            "stop", "", "keep", "0", "checkpoint", "last", "precision", "", "out", "", "save", ""};
        for (int i = 0; i < all.length; i += 2) {
            DEFAULTS.put(all[i], all[i + 1]);
        }
    }

    /// Of settings `key=value`. In `prompt` and `stop`, `\n`, `\t` and `\\` are a new line, a tab and a backslash; `stop` may be given several times.
    ///
    /// @throws TrainException for an unknown key or a value that makes no sense
    public static SampleOptions of(List<String> settings) {
        var values = new LinkedHashMap<>(DEFAULTS);
        var stops = new ArrayList<String>();
        var run = new ArrayList<String>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String key = equals < 0 ? setting : setting.substring(0, equals);
            if (equals < 0) {
                throw new TrainException("sample: '" + setting + "' is no setting; settings have the form key=value, as in temperature=0.8");
            }
            if (OF_RUN.contains(key)) {
                run.add(setting);
            } else if (key.equals("stop")) {
                stops.add(unescaped(setting.substring(equals + 1)));
            } else if (!DEFAULTS.containsKey(key)) {
                var names = new ArrayList<>(DEFAULTS.keySet());
                names.addAll(OF_RUN);
                String near = Nearest.of(key, names);
                throw new TrainException("sample: there is no setting '" + key + "'. " + (near == null ? "" : "Did you mean '" + near + "'? ") + "Known: " + String.join(", ", names));
            } else {
                values.put(key, setting.substring(equals + 1));
            }
        }
        return of(values, stops, run);
    }

    private static SampleOptions of(Map<String, String> v, List<String> stops, List<String> run) {
        if (stops.contains("")) {
            throw new TrainException("sample: a stop string must not be empty");
        }
        Sampling sampling;
        try {
            sampling = new Sampling(number(v, "temperature"), (int) whole(v, "top-k", 0, Integer.MAX_VALUE), number(v, "top-p"), number(v, "min-p"),
                number(v, "repetition-penalty"), whole(v, "seed", Long.MIN_VALUE, Long.MAX_VALUE));
        } catch (ModelException e) {
            throw new TrainException("sample: " + e.getMessage().replace("sampling: ", ""), e);
        }
        double keep = number(v, "keep");
        if (!(keep >= 0 && keep < 1)) {
            throw new TrainException("sample: keep is the share of each picture that is given, 0 or more and below 1, not " + v.get("keep"));
        }
        String precision = v.get("precision");
        if (!precision.isEmpty() && !List.of("f32", "bf16").contains(precision)) {
            throw new TrainException("sample: precision is f32 or bf16, not '" + precision + "'");
        }
        return new SampleOptions(unescaped(v.get("prompt")), (int) whole(v, "tokens", 1, 100_000_000), v.get("count").isEmpty() ? 0 : (int) whole(v, "count", 1, 4096), sampling,
            List.copyOf(stops), keep, v.get("checkpoint"), precision, v.get("out"), v.get("save"), List.copyOf(run));
    }

    private static double number(Map<String, String> values, String key) {
        try {
            return Double.parseDouble(values.get(key));
        } catch (NumberFormatException e) {
            throw new TrainException("sample: " + key + " must be a number, not '" + values.get(key) + "'", e);
        }
    }

    private static long whole(Map<String, String> values, String key, long least, long most) {
        try {
            long n = Long.parseLong(values.get(key));
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            // answered below
        }
        throw new TrainException("sample: " + key + " must be a whole number" + (least == Long.MIN_VALUE ? "" : " of at least " + least) + ", not '" + values.get(key) + "'");
    }

    private static String unescaped(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
            if (text.charAt(i) == '\\' && (next == 'n' || next == 't' || next == '\\')) {
                out.append(next == 'n' ? '\n' : next == 't' ? '\t' : '\\');
                i++;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }

    SampleOptions checkpoint(String step) {
        return new SampleOptions(prompt, tokens, count, sampling, stops, keep, step, precision, out, save, run);
    }

    /// What determines the outcome, for a replay file.
    Map<String, Object> tree() {
        return Json.of("prompt", prompt, "tokens", tokens, "count", count, "temperature", sampling.temperature(), "top-k", sampling.topK(), "top-p", sampling.topP(),
            "min-p", sampling.minP(), "repetition-penalty", sampling.repetitionPenalty(), "seed", sampling.seed(), "stop", stops, "keep", keep, "precision", precision);
    }

    /// The options that [#tree] wrote, from the checkpoint of `step`.
    static SampleOptions of(Map<?, ?> tree, long step, List<String> more) {
        var values = new LinkedHashMap<>(DEFAULTS);
        var stops = new ArrayList<String>();
        tree.forEach((k, v) -> {
            if (k.equals("stop")) {
                ((List<?>) v).forEach(s -> stops.add(String.valueOf(s)));
            } else {
                values.put((String) k, String.valueOf(v).replace("\\", "\\\\"));
            }
        });
        values.put("checkpoint", Long.toString(step));
        if ("0".equals(values.get("count"))) {
            values.put("count", "");
        }
        return of(values, stops, of(more).run());
    }
}
