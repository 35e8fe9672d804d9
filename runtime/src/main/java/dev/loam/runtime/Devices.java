package dev.loam.runtime;

/// Chooses a device.
final class Devices {
    private Devices() {
    }

    static Device best(int threads) {
        try {
            return new CpuDevice(threads);
        } catch (DeviceException e) {
            return new JavaDevice(e.getMessage(), JvmSplit.LIMIT);
        }
    }
}
