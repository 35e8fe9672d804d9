package dev.loam.runtime;

/// Operations on single values that take the JVM more than a few instructions. Generated code calls them; HotSpot inlines
/// them, since each is small.
final class JvmMath {
    private JvmMath() {
    }

    static float max(float a, float b) {
        return a > b || a != a ? a : b;
    }

    static float min(float a, float b) {
        return a < b || a != a ? a : b;
    }

    static double max(double a, double b) {
        return a > b || a != a ? a : b;
    }

    static double min(double a, double b) {
        return a < b || a != a ? a : b;
    }

    static float sign(float x) {
        return x > 0 ? 1 : x < 0 ? -1 : x;
    }

    static double sign(double x) {
        return x > 0 ? 1 : x < 0 ? -1 : x;
    }

    static int divide(int a, int b) {
        return b == 0 ? 0 : a / b;
    }

    static int remainder(int a, int b) {
        return b == 0 ? 0 : a % b;
    }

    static long divide(long a, long b) {
        return b == 0 ? 0 : a / b;
    }

    static long remainder(long a, long b) {
        return b == 0 ? 0 : a % b;
    }

    static int divideUnsigned(int a, int b) {
        return b == 0 ? 0 : Integer.divideUnsigned(a, b);
    }

    static int remainderUnsigned(int a, int b) {
        return b == 0 ? 0 : Integer.remainderUnsigned(a, b);
    }

    static int maxUnsigned(int a, int b) {
        return Integer.compareUnsigned(a, b) > 0 ? a : b;
    }

    static int minUnsigned(int a, int b) {
        return Integer.compareUnsigned(a, b) < 0 ? a : b;
    }

    // ---- variables kept in a frame

    static void put(float v, long[] frame, int at) {
        frame[at] = Float.floatToRawIntBits(v);
    }

    static void put(double v, long[] frame, int at) {
        frame[at] = Double.doubleToRawLongBits(v);
    }

    static void put(int v, long[] frame, int at) {
        frame[at] = v;
    }

    static void put(long v, long[] frame, int at) {
        frame[at] = v;
    }

    static float getFloat(long[] frame, int at) {
        return Float.intBitsToFloat((int) frame[at]);
    }

    static double getDouble(long[] frame, int at) {
        return Double.longBitsToDouble(frame[at]);
    }

    static int getInt(long[] frame, int at) {
        return (int) frame[at];
    }

    static long getLong(long[] frame, int at) {
        return frame[at];
    }

    /// An argument out of the numbers of a launch, see [JavaCode#run].
    static long argument(int[] where, int at) {
        return (long) where[at + 1] << 32 | where[at] & 0xFFFFFFFFL;
    }
}
