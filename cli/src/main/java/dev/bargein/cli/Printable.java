package dev.bargein.cli;

/**
 * Makes foreign text safe for a terminal: what servers, files and command lines hold may contain escape sequences that
 * recolour or retitle a terminal, and marks that reorder the text around them.
 */
final class Printable {
    private Printable() {}

    /** The text with every control, format and surrogate character but the line feed shown as an escape such as u009b. */
    static String text(String foreign) {
        StringBuilder safe = new StringBuilder(foreign.length());
        foreign.codePoints().forEach(c -> {
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
