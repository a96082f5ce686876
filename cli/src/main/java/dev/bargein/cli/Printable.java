package dev.bargein.cli;

import dev.bargein.protocol.Redactor;

/**
 * Makes foreign text safe for a terminal: what servers, files and command lines hold may contain escape sequences that
 * recolour or retitle a terminal, and marks that reorder the text around them.
 */
final class Printable {
    /** What this process was given to keep to itself. */
    private static final Redactor SECRETS = new Redactor();

    static {
        for (String variable : new String[] {"OPENAI_API_KEY", "BARGEIN_CONTROL_TOKEN"}) {
            String value = System.getenv(variable);
            if (value != null) {
                SECRETS.add(value.strip());
            }
        }
        String address = System.getenv("OPENAI_BASE_URL");
        if (address != null) {
            SECRETS.addFromUrl(address);
        }
    }

    private Printable() {}

    /**
     * The text without secrets, and with every control, format and surrogate character but the line feed shown as an
     * escape such as u009b.
     */
    static String text(String foreign) {
        StringBuilder safe = new StringBuilder(foreign.length());
        SECRETS.redact(foreign).codePoints().forEach(c -> {
            if (c == '\n' || !isActive(c)) {
                safe.appendCodePoint(c);
            } else {
                safe.append(c > Character.MAX_VALUE ? String.format("\\u{%x}", c) : String.format("\\u%04x", c));
            }
        });
        return safe.toString();
    }

    private static boolean isActive(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
