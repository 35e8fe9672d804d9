package dev.loam.data.augment;

import dev.loam.data.DataException;
import dev.loam.data.Dataset;
import java.util.LinkedHashMap;
import java.util.Map;

/// How training images are changed at random, anew in each epoch. What an example becomes is a pure function of (seed, epoch,
/// number of the example): it depends neither on batches nor on the threads that read.
///
/// All changes of place are made at once, by one bilinear resampling; what comes in from outside is black. Then come colours,
/// RandAugment, erasing and cutout, and last the mixing of two examples.
///
/// @param flip       probability that left and right change places
/// @param pad        pixels put around the picture before one of the old size is cut out again at a random place (a shift of at most that)
/// @param crop       the least share of each side that a random window keeps, which is then enlarged to the whole; 1 keeps all
/// @param rotate     greatest angle in degrees, either way
/// @param translate  greatest shift as a share of the side, either way
/// @param scale      greatest change of size as a share: 0.1 gives 0.9 to 1.1
/// @param shear      greatest slant along x in degrees, either way
/// @param brightness, contrast, saturation greatest change of each as a share: 0.2 gives factors of 0.8 to 1.2
/// @param hue        greatest turn of the colour circle, as a share of a whole turn
/// @param operations RandAugment: how many random operations (Cubuk et al. 2019, arXiv 1909.13719); 0 for none
/// @param magnitude  their strength, 0 to 30
/// @param erase      probability that a random rectangle of 2 to 33 % is made black (Zhong et al. 2017, arXiv 1708.04896)
/// @param cutout     side in pixels of a square made black somewhere (DeVries and Taylor 2017, arXiv 1708.04552); 0 for none
/// @param mixup      alpha of mixup's Beta distribution (Zhang et al. 2017, arXiv 1710.09412); 0 for none
/// @param cutmix     alpha of CutMix's (Yun et al. 2019, arXiv 1905.04899); 0 for none; with both, either is taken half the time
public record Augmentation(double flip, int pad, double crop, double rotate, double translate, double scale, double shear, double brightness, double contrast,
                           double saturation, double hue, int operations, int magnitude, double erase, int cutout, double mixup, double cutmix) {
    /// Images as they are.
    public static final Augmentation NONE = new Augmentation(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0);

    public Augmentation {
        require("flip", flip, 0, 1);
        require("pad", pad, 0, 1024);
        require("crop", crop, 0.05, 1);
        require("rotate", rotate, 0, 180);
        require("translate", translate, 0, 1);
        require("scale", scale, 0, 0.9);
        require("shear", shear, 0, 60);
        require("brightness", brightness, 0, 1);
        require("contrast", contrast, 0, 1);
        require("saturation", saturation, 0, 1);
        require("hue", hue, 0, 0.5);
        require("operations", operations, 0, 14);
        require("magnitude", magnitude, 0, 30);
        require("erase", erase, 0, 1);
        require("cutout", cutout, 0, 4096);
        require("mixup", mixup, 0, 2);
        require("cutmix", cutmix, 0, 2);
    }

    private static void require(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new DataException("augment." + key + " must be from " + plain(least) + " to " + plain(most) + ", not " + plain(value));
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /// The augmentation of these settings over [#NONE], by the names of the record's parts.
    ///
    /// @throws DataException for an unknown name or a value out of its range
    public static Augmentation of(Map<String, ? extends Number> settings) {
        Map<String, Number> all = NONE.settings();
        settings.forEach((key, value) -> {
            if (!all.containsKey(key)) {
                throw new DataException("augment: no key '" + key + "'. There are " + String.join(", ", all.keySet()) + ".");
            }
            all.put(key, value);
        });
        return new Augmentation(real(all, "flip"), whole(all, "pad"), real(all, "crop"), real(all, "rotate"), real(all, "translate"), real(all, "scale"), real(all, "shear"),
            real(all, "brightness"), real(all, "contrast"), real(all, "saturation"), real(all, "hue"), whole(all, "operations"), whole(all, "magnitude"),
            real(all, "erase"), whole(all, "cutout"), real(all, "mixup"), real(all, "cutmix"));
    }

    private static double real(Map<String, Number> all, String key) {
        return all.get(key).doubleValue();
    }

    private static int whole(Map<String, Number> all, String key) {
        double value = all.get(key).doubleValue();
        if (value != Math.rint(value)) {
            throw new DataException("augment." + key + " must be a whole number, not " + value);
        }
        return (int) value;
    }

    /// One setting changed: `Augmentation.NONE.with("rotate", 10)`.
    public Augmentation with(String key, Number value) {
        Map<String, Number> all = settings();
        all.put(key, value);
        return of(all);
    }

    /// Every setting by its name, in order; may be changed.
    public Map<String, Number> settings() {
        var out = new LinkedHashMap<String, Number>();
        out.put("flip", flip);
        out.put("pad", pad);
        out.put("crop", crop);
        out.put("rotate", rotate);
        out.put("translate", translate);
        out.put("scale", scale);
        out.put("shear", shear);
        out.put("brightness", brightness);
        out.put("contrast", contrast);
        out.put("saturation", saturation);
        out.put("hue", hue);
        out.put("operations", operations);
        out.put("magnitude", magnitude);
        out.put("erase", erase);
        out.put("cutout", cutout);
        out.put("mixup", mixup);
        out.put("cutmix", cutmix);
        return out;
    }

    /// Whether nothing is changed, whatever the magnitude of no operations.
    public boolean isNone() {
        return with("magnitude", NONE.magnitude).equals(NONE);
    }

    /// Whether examples are mixed, so that labels must be shares of classes: f32 `[classes]`, see [dev.loam.data.Labels#shares].
    public boolean mixes() {
        return mixup > 0 || cutmix > 0;
    }

    boolean moves() {
        return flip > 0 || pad > 0 || crop < 1 || rotate > 0 || translate > 0 || scale > 0 || shear > 0;
    }

    boolean colours() {
        return brightness > 0 || contrast > 0 || saturation > 0 || hue > 0;
    }

    /// The examples of `data` as epoch `epoch` sees them. Field 0 must be images of bytes with one or three channels.
    ///
    /// @throws DataException where it holds something else, or examples are to be mixed and labels are not shares of classes
    public Dataset apply(Dataset data, long seed, int epoch) {
        return isNone() ? data : new Augmented(data, this, seed, epoch);
    }
}
