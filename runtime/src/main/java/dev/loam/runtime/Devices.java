package dev.loam.runtime;

import java.util.function.Supplier;

/// Chooses a device.
final class Devices {
    private Devices() {
    }

    static Device best(int threads) {
        return orJava(() -> new CpuDevice(threads));
    }

    /// What `better` makes, or the pure-Java target that tells why it was taken.
    static Device orJava(Supplier<Device> better) {
        try {
            return better.get();
        } catch (DeviceException e) {
            return new JavaDevice(e.getMessage(), JvmSplit.LIMIT, Debug.SWITCHES);
        }
    }
}
