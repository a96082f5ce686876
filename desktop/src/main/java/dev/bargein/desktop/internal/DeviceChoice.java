package dev.bargein.desktop.internal;

import dev.bargein.desktop.DeviceListener;
import dev.bargein.desktop.SoundDevice;
import dev.bargein.desktop.SoundDeviceException;
import dev.bargein.desktop.SoundFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which device is asked for, and how it is to be opened.
 *
 * @param name a part of its name; empty for the default
 * @param rateHz 0 for the one that the device prefers
 * @param bufferMs of the device
 * @param listener who is told of what happens to it
 */
public record DeviceChoice(
        SoundDevice.Direction direction, String name, int rateHz, int bufferMs, DeviceListener listener) {

    /** Whether any device but the default is meant. */
    boolean isNamed() {
        return !name.isEmpty();
    }

    /** Whether this is the device that is asked for: the default, or by its name. */
    boolean isMet(SoundDevice device) {
        return isNamed() ? matches(device) : device.isDefault();
    }

    private boolean matches(SoundDevice device) {
        return device.name().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT));
    }

    /** The device that is asked for, null when it is not there. A whole name comes before a part of one. */
    @Nullable
    SoundDevice find(List<SoundDevice> devices) {
        SoundDevice found = null;
        for (SoundDevice device : devices) {
            if (isNamed() && device.name().equalsIgnoreCase(name)) {
                return device;
            }
            if (found == null && isMet(device)) {
                found = device;
            }
        }
        return found;
    }

    /** The device that is asked for; fails with what there is. */
    SoundDevice require(List<SoundDevice> devices) {
        String kind = direction == SoundDevice.Direction.OUTPUT ? "loudspeaker" : "microphone";
        if (devices.isEmpty()) {
            throw new SoundDeviceException("There is no " + kind + ": plug one in, start the sound server,"
                    + " or use a device of another kind, such as a WAV file");
        }
        SoundDevice found = find(devices);
        if (found == null) {
            throw new SoundDeviceException("There is no " + kind + " '" + name + "', only "
                    + devices.stream().map(SoundDevice::name).collect(Collectors.joining(", ")));
        }
        return found;
    }

    /** The formats of a device in the order in which they should be tried. */
    List<SoundFormat> formats(SoundDevice device) {
        if (rateHz == 0) {
            return device.formats();
        }
        List<SoundFormat> formats =
                device.formats().stream().filter(f -> f.rateHz() == rateHz).toList();
        if (formats.isEmpty()) {
            throw new SoundDeviceException(device.name() + " does not run at " + rateHz + " Hz, only at "
                    + device.ratesHz() + ": ask for one of these, or for none");
        }
        return formats;
    }

    /** The formats of a device that comes in the place of another: any, where it has not the one that is asked for. */
    List<SoundFormat> formatsInPlace(SoundDevice device) {
        List<SoundFormat> formats =
                device.formats().stream().filter(f -> f.rateHz() == rateHz).toList();
        return formats.isEmpty() ? device.formats() : formats;
    }
}
