package dev.bargein.lab.internal.report;

import java.util.Locale;

/**
 * Builds HTML and the SVG in it. Whatever is not a tag written here is text and gets escaped: events, errors and names
 * come from servers and files that nobody vouches for.
 *
 * <p>Not thread-safe.
 */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Appends markup, with every {@code %s} of it replaced by an escaped argument. */
    Html add(String markup, Object... arguments) {
        int next = 0;
        int from = 0;
        for (int at = markup.indexOf("%s"); at >= 0; at = markup.indexOf("%s", from)) {
            out.append(markup, from, at).append(escape(text(arguments[next++])));
            from = at + 2;
        }
        if (next != arguments.length) {
            throw new IllegalArgumentException("%d arguments for: %s".formatted(arguments.length, markup));
        }
        out.append(markup, from, markup.length());
        return this;
    }

    /** Appends text, escaped. */
    Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /** Appends what was built elsewhere. */
    Html add(Html other) {
        out.append(other.out);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private static String text(Object argument) {
        return argument instanceof Double number ? decimal(number) : String.valueOf(argument);
    }

    /** A coordinate: two decimals are below a pixel anywhere. */
    private static String decimal(double number) {
        String text = String.format(Locale.ROOT, "%.2f", number);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }

    /**
     * Escapes for element content and quoted attributes; characters that HTML does not allow, and those that reorder the
     * text around them, become visible.
     */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '`' -> safe.append("&#96;");
                case '\n', '\t' -> safe.append(' ');
                default -> {
                    int kind = Character.getType(c);
                    if (kind == Character.CONTROL || kind == Character.SURROGATE || kind == Character.FORMAT) {
                        safe.append('\ufffd');
                    } else {
                        safe.appendCodePoint(c);
                    }
                }
            }
        });
        return safe.toString();
    }
}
