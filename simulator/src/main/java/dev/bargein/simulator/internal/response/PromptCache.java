package dev.bargein.simulator.internal.response;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The instructions and tools that were read lately in any session of a simulator: a session that begins with the same ones
 * has them cached in its first response, as on the real wire.
 *
 * <p>Thread-safe.
 */
public final class PromptCache {
    private static final int MAX_PROMPTS = 256;

    /** Digests, the one that was read least lately first. */
    private final Set<UUID> read = new LinkedHashSet<>();

    /** An empty cache. */
    public PromptCache() {}

    /** Notes that a prompt is read, and returns whether it had been. */
    public synchronized boolean read(String prompt) {
        UUID digest = UUID.nameUUIDFromBytes(prompt.getBytes(StandardCharsets.UTF_8));
        boolean known = read.remove(digest);
        read.add(digest);
        if (read.size() > MAX_PROMPTS) {
            Iterator<UUID> oldest = read.iterator();
            oldest.next();
            oldest.remove();
        }
        return known;
    }
}
