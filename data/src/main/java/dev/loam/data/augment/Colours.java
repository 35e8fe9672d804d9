package dev.loam.data.augment;

/// Changes of a picture's values, in place. Pictures are bytes `[…, channels]` with one channel (grey) or three (RGB); what
/// has no meaning for grey leaves it as it is. Named and defined as in the Python Imaging Library, which the papers used.
final class Colours {
    private Colours() {
    }

    private static byte clip(double value) {
        return (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) (value + 0.5));
    }

    /// Luma by ITU-R 601.
    private static double grey(byte[] p, int i, int channels) {
        return channels < 3 ? p[i] & 0xFF : 0.299 * (p[i] & 0xFF) + 0.587 * (p[i + 1] & 0xFF) + 0.114 * (p[i + 2] & 0xFF);
    }

    /// 0 gives black, 1 the picture.
    static void brightness(byte[] p, double factor) {
        for (int i = 0; i < p.length; i++) {
            p[i] = clip(factor * (p[i] & 0xFF));
        }
    }

    /// 0 gives the mean grey, 1 the picture.
    static void contrast(byte[] p, int channels, double factor) {
        double sum = 0;
        for (int i = 0; i < p.length; i += channels) {
            sum += grey(p, i, channels);
        }
        double mean = sum * channels / p.length;
        for (int i = 0; i < p.length; i++) {
            p[i] = clip(mean + factor * ((p[i] & 0xFF) - mean));
        }
    }

    /// 0 gives a grey picture, 1 the picture.
    static void saturation(byte[] p, int channels, double factor) {
        for (int i = 0; channels == 3 && i < p.length; i += 3) {
            double grey = grey(p, i, 3);
            for (int c = i; c < i + 3; c++) {
                p[c] = clip(grey + factor * ((p[c] & 0xFF) - grey));
            }
        }
    }

    /// Turns the colour circle by a share of a whole turn (in the YIQ plane, which keeps luma).
    static void hue(byte[] p, int channels, double turn) {
        double cos = StrictMath.cos(2 * Math.PI * turn);
        double sin = StrictMath.sin(2 * Math.PI * turn);
        for (int at = 0; channels == 3 && at < p.length; at += 3) {
            double r = p[at] & 0xFF;
            double g = p[at + 1] & 0xFF;
            double b = p[at + 2] & 0xFF;
            double y = 0.299 * r + 0.587 * g + 0.114 * b;
            double i = 0.595716 * r - 0.274453 * g - 0.321263 * b;
            double q = 0.211456 * r - 0.522591 * g + 0.311135 * b;
            double turnedI = cos * i - sin * q;
            double turnedQ = sin * i + cos * q;
            p[at] = clip(y + 0.9563 * turnedI + 0.6210 * turnedQ);
            p[at + 1] = clip(y - 0.2721 * turnedI - 0.6474 * turnedQ);
            p[at + 2] = clip(y - 1.1070 * turnedI + 1.7046 * turnedQ);
        }
    }

    /// Keeps the upper `bits` bits of each value.
    static void posterize(byte[] p, int bits) {
        int mask = 0xFF & -1 << 8 - bits;
        for (int i = 0; i < p.length; i++) {
            p[i] &= (byte) mask;
        }
    }

    /// Inverts values from `threshold` on.
    static void solarize(byte[] p, int threshold) {
        for (int i = 0; i < p.length; i++) {
            p[i] = (p[i] & 0xFF) >= threshold ? (byte) (255 - (p[i] & 0xFF)) : p[i];
        }
    }

    /// Stretches each channel's values to 0 … 255.
    static void autoContrast(byte[] p, int channels) {
        for (int c = 0; c < channels; c++) {
            int least = 255;
            int most = 0;
            for (int i = c; i < p.length; i += channels) {
                least = Math.min(least, p[i] & 0xFF);
                most = Math.max(most, p[i] & 0xFF);
            }
            for (int i = c; most > least && i < p.length; i += channels) {
                p[i] = clip(255.0 * ((p[i] & 0xFF) - least) / (most - least));
            }
        }
    }

    /// Gives each channel's values a flat histogram.
    static void equalize(byte[] p, int channels, int[] counts) {
        for (int c = 0; c < channels; c++) {
            java.util.Arrays.fill(counts, 0);
            for (int i = c; i < p.length; i += channels) {
                counts[p[i] & 0xFF]++;
            }
            int last = 255;
            while (last > 0 && counts[last] == 0) {
                last--;
            }
            int step = (p.length / channels - counts[last]) / 255;
            if (step == 0) {
                continue;
            }
            int sum = step / 2;
            for (int v = 0; v < 256; v++) {
                int own = counts[v];
                counts[v] = Math.min(255, sum / step);
                sum += own;
            }
            for (int i = c; i < p.length; i += channels) {
                p[i] = (byte) counts[p[i] & 0xFF];
            }
        }
    }

    /// 0 gives a smoothed picture (3 × 3, the middle counts five times), 1 the picture, 2 a sharpened one; the rim stays.
    static void sharpness(byte[] p, byte[] copy, int height, int width, int channels, double factor) {
        System.arraycopy(p, 0, copy, 0, p.length);
        int row = width * channels;
        for (int y = 1; y < height - 1; y++) {
            for (int i = y * row + channels; i < (y + 1) * row - channels; i++) {
                double sum = 4.0 * (copy[i] & 0xFF);
                for (int up = -row; up <= row; up += row) {
                    sum += (copy[i + up - channels] & 0xFF) + (copy[i + up] & 0xFF) + (copy[i + up + channels] & 0xFF);
                }
                double smooth = sum / 13;
                p[i] = clip(smooth + factor * ((copy[i] & 0xFF) - smooth));
            }
        }
    }
}
