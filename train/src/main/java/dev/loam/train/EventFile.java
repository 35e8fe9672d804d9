package dev.loam.train;

import dev.loam.tensor.NDArray;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// A run as an event file, which TensorBoard reads: every figure of its metrics as a scalar, the weights of its checkpoints as
/// histograms, the pictures of its report as images. The format is TensorFlow's: records with masked CRC-32C sums, each an `Event`
/// in protocol-buffer encoding (`tensorflow/core/util/event.proto`, `framework/summary.proto`).
public final class EventFile {
    /// A picture of a report, and a bitmap within.
    private static final Pattern PICTURE = Pattern.compile("!\\[([^]]*)]\\((data:image/[^)]+)\\)");
    private static final Pattern BITMAP = Pattern.compile("data:image/png;base64,([A-Za-z0-9+/=]+)");
    private static final String DRAWING = "data:image/svg+xml;base64,";
    private static final int BUCKETS = 30;

    private final OutputStream out;
    /// seconds since 1970 at which training began
    private final double began;

    private EventFile(OutputStream out, double began) {
        this.out = out;
        this.began = began;
    }

    /// Writes `events.out.tfevents.0.loam` into `into`, over one that is there.
    ///
    /// @return the file
    /// @throws TrainException where the folder is no run, or the file can not be written
    public static Path write(Path run, Path into) {
        RunFolder folder = RunFolder.open(run, new Storage());
        Path file = into.resolve("events.out.tfevents.0.loam");
        try {
            Files.createDirectories(into);
            double began = Files.getLastModifiedTime(run.resolve("config.json")).toMillis() / 1e3;
            try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
                var events = new EventFile(out, began);
                events.event(0, 0, new Message().text(3, "brain.Event:2"));
                List<MetricsLog.Line> lines = Files.isRegularFile(folder.metrics()) ? MetricsLog.read(folder.metrics()) : List.of();
                for (MetricsLog.Line l : lines) {
                    events.summary(l.step(), l.seconds(), new Message().text(1, l.split() + "/" + l.metric()).float32(2, (float) l.value()));
                }
                double last = lines.isEmpty() ? 0 : lines.getLast().seconds();
                for (long step : Checkpoints.steps(folder.checkpoints())) {
                    events.histograms(step, last, Safetensors.read(folder.checkpoints().resolve("step-" + step).resolve("model.safetensors")));
                }
                if (Files.isRegularFile(run.resolve("report.md"))) {
                    events.pictures(lines.isEmpty() ? 0 : lines.getLast().step(), last, Files.readString(run.resolve("report.md")));
                }
            }
        } catch (IOException e) {
            throw new TrainException(file + " could not be written: " + Storage.reason(e), e);
        }
        return file;
    }

    private void pictures(long step, double seconds, String report) throws IOException {
        Matcher picture = PICTURE.matcher(report);
        while (picture.find()) {
            String content = picture.group(2).startsWith(DRAWING)
                ? new String(Base64.getDecoder().decode(picture.group(2).substring(DRAWING.length())), StandardCharsets.UTF_8) : picture.group(2);
            Matcher bitmap = BITMAP.matcher(content);
            for (int n = 1; bitmap.find(); n++) {
                byte[] png = Base64.getDecoder().decode(bitmap.group(1));
                // height and width follow the signature and the name of the first chunk
                ByteBuffer header = ByteBuffer.wrap(png);
                var image = new Message().varint(1, header.getInt(20)).varint(2, header.getInt(16)).varint(3, 3).bytes(4, png);
                summary(step, seconds, new Message().text(1, "report/" + picture.group(1) + "/" + n).message(4, image));
            }
        }
    }

    private void histograms(long step, double seconds, Map<String, NDArray> weights) throws IOException {
        for (var e : weights.entrySet()) {
            if (e.getValue().dtype().isFloat() && e.getValue().size() > 1) {
                summary(step, seconds, new Message().text(1, "weights/" + e.getKey()).message(5, histogram(e.getValue())));
            }
        }
    }

    /// Buckets of one width from the least to the greatest finite value.
    private static Message histogram(NDArray x) throws IOException {
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = x.getDouble(i);
        }
        values = Arrays.stream(values).filter(Double::isFinite).toArray();
        double min = Arrays.stream(values).min().orElse(0);
        double max = Arrays.stream(values).max().orElse(0);
        double width = Math.max(max - min, Double.MIN_NORMAL) / BUCKETS;
        double[] limits = new double[BUCKETS];
        double[] counts = new double[BUCKETS];
        double sum = 0;
        double squares = 0;
        for (int k = 0; k < BUCKETS; k++) {
            limits[k] = k == BUCKETS - 1 ? max : min + (k + 1) * width;
        }
        for (double v : values) {
            counts[Math.clamp((int) ((v - min) / width), 0, BUCKETS - 1)]++;
            sum += v;
            squares += v * v;
        }
        return new Message().float64(1, min).float64(2, max).float64(3, values.length).float64(4, sum).float64(5, squares).packed(6, limits).packed(7, counts);
    }

    private void summary(long step, double seconds, Message value) throws IOException {
        event(step, seconds, new Message().message(5, new Message().message(1, value)));
    }

    private void event(long step, double seconds, Message content) throws IOException {
        byte[] data = new Message().float64(1, began + seconds).varint(2, step).append(content).bytes.toByteArray();
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, data.length);
        out.write(length.array());
        out.write(masked(length.array()));
        out.write(data);
        out.write(masked(data));
    }

    /// TensorFlow's checksum: CRC-32C, turned and moved so that sums of sums do not coincide.
    private static byte[] masked(byte[] data) {
        var crc = new CRC32C();
        crc.update(data);
        int sum = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, sum).array();
    }

    /// A protocol-buffer message under construction.
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Message varint(int field, long value) throws IOException {
            raw((long) field << 3);
            raw(value);
            return this;
        }

        Message float32(int field, float value) throws IOException {
            raw((long) field << 3 | 5);
            out.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(value)));
            return this;
        }

        Message float64(int field, double value) throws IOException {
            raw((long) field << 3 | 1);
            out.writeLong(Long.reverseBytes(Double.doubleToRawLongBits(value)));
            return this;
        }

        Message bytes(int field, byte[] value) throws IOException {
            raw((long) field << 3 | 2);
            raw(value.length);
            out.write(value);
            return this;
        }

        Message text(int field, String value) throws IOException {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) throws IOException {
            return bytes(field, value.bytes.toByteArray());
        }

        Message packed(int field, double[] values) throws IOException {
            ByteBuffer all = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            all.asDoubleBuffer().put(values);
            return bytes(field, all.array());
        }

        Message append(Message other) throws IOException {
            other.bytes.writeTo(out);
            return this;
        }

        private void raw(long value) throws IOException {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.writeByte((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.writeByte((int) rest);
        }
    }
}
