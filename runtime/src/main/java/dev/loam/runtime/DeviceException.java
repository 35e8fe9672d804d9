package dev.loam.runtime;

/// A device or its code generator is not to be had. The message says why and what to do.
public final class DeviceException extends RuntimeException {
    public DeviceException(String message) {
        super(message);
    }

    DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
