package dev.loam.data.augment;

import dev.loam.data.augment.Draws.Purpose;
import java.util.Arrays;

/// Carries out an [Augmentation] on single images; has the memory for it. For one thread.
final class Changes {
    private static final int STRONGEST = 30;

    private final byte[] copy;
    private final int[] counts = new int[256];
    private final Warp warp = new Warp();

    Changes(int bytes) {
        copy = new byte[bytes];
    }

    /// Changes `image` `[height, width, channels]` in place.
    void apply(Augmentation how, Draws draws, byte[] image, int height, int width, int channels) {
        if (how.moves()) {
            move(how, draws, height, width);
            resample(image, height, width, channels);
        }
        if (how.colours()) {
            draws.purpose(Purpose.COLOUR);
            Colours.brightness(image, 1 + draws.around(how.brightness()));
            Colours.contrast(image, channels, 1 + draws.around(how.contrast()));
            Colours.saturation(image, channels, 1 + draws.around(how.saturation()));
            Colours.hue(image, channels, draws.around(how.hue()));
        }
        draws.purpose(Purpose.RANDOM_OPERATIONS);
        for (int i = 0; i < how.operations(); i++) {
            operation(draws, (double) how.magnitude() / STRONGEST, image, height, width, channels);
        }
        if (how.erase() > 0 && draws.purpose(Purpose.ERASE).next() < how.erase()) {
            double area = draws.between(0.02, 0.33) * height * width;
            double aspect = StrictMath.exp(draws.around(StrictMath.log(3.3)));
            int tall = Math.min(height, (int) Math.rint(Math.sqrt(area * aspect)));
            int wide = Math.min(width, (int) Math.rint(Math.sqrt(area / aspect)));
            black(image, (int) draws.below(height - tall + 1), (int) draws.below(width - wide + 1), tall, wide, height, width, channels);
        }
        if (how.cutout() > 0) {
            draws.purpose(Purpose.CUTOUT);
            int row = (int) draws.below(height);
            int column = (int) draws.below(width);
            black(image, row - how.cutout() / 2, column - how.cutout() / 2, how.cutout(), how.cutout(), height, width, channels);
        }
    }

    private void move(Augmentation how, Draws draws, int height, int width) {
        warp.identity();
        if (draws.purpose(Purpose.FLIP).next() < how.flip()) {
            warp.flip();
        }
        if (how.crop() < 1) {
            draws.purpose(Purpose.CROP);
            double share = draws.between(how.crop(), 1);
            // the window's middle goes to the picture's middle, then the window is enlarged
            warp.translate(draws.around((1 - share) * width / 2), draws.around((1 - share) * height / 2)).scale(1 / share);
        }
        draws.purpose(Purpose.AFFINE);
        warp.scale(1 + draws.around(how.scale())).shear(draws.around(how.shear()), true).rotate(draws.around(how.rotate()))
            .translate(draws.around(how.translate() * width), draws.around(how.translate() * height));
        draws.purpose(Purpose.PAD);
        warp.translate(draws.below(2L * how.pad() + 1) - how.pad(), draws.below(2L * how.pad() + 1) - how.pad());
    }

    private void resample(byte[] image, int height, int width, int channels) {
        System.arraycopy(image, 0, copy, 0, image.length);
        warp.apply(copy, image, height, width, channels);
    }

    /// One of RandAugment's fourteen operations, with the ranges of its authors.
    private void operation(Draws draws, double strength, byte[] image, int height, int width, int channels) {
        int which = (int) draws.below(14);
        double sign = draws.next() < 0.5 ? -1 : 1;
        warp.identity();
        switch (which) {
            case 0 -> warp.shear(sign * 16.7 * strength, true);
            case 1 -> warp.shear(sign * 16.7 * strength, false);
            case 2 -> warp.translate(sign * strength * width * 0.45, 0);
            case 3 -> warp.translate(0, sign * strength * height * 0.45);
            case 4 -> warp.rotate(sign * 30 * strength);
            case 5 -> Colours.brightness(image, 1 + sign * 0.9 * strength);
            case 6 -> Colours.contrast(image, channels, 1 + sign * 0.9 * strength);
            case 7 -> Colours.saturation(image, channels, 1 + sign * 0.9 * strength);
            case 8 -> Colours.sharpness(image, copy, height, width, channels, 1 + sign * 0.9 * strength);
            case 9 -> Colours.posterize(image, 8 - (int) Math.rint(4 * strength));
            case 10 -> Colours.solarize(image, 256 - (int) Math.rint(256 * strength));
            case 11 -> Colours.autoContrast(image, channels);
            case 12 -> Colours.equalize(image, channels, counts);
            default -> { }
        }
        if (which < 5) {
            resample(image, height, width, channels);
        }
    }

    private static void black(byte[] image, int top, int left, int tall, int wide, int height, int width, int channels) {
        int from = Math.max(0, left);
        int to = Math.min(width, left + wide);
        for (int y = Math.max(0, top); y < Math.min(height, top + tall); y++) {
            Arrays.fill(image, (y * width + from) * channels, (y * width + to) * channels, (byte) 0);
        }
    }
}
