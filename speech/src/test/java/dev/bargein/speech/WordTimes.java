package dev.bargein.speech;

import dev.bargein.core.MediaTime;
import java.util.ArrayList;
import java.util.List;
import marytts.LocalMaryInterface;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Prints when MaryTTS ends each word of some answers, as core's {@code heard-words.txt} has it: a line for the length of the
 * sound and the end of each word, in samples at 24 kHz, and a line for the text.
 */
final class WordTimes {
    private static final List<String> ANSWERS = List.of(
            "Sure, I can help you with that. The train to Hamburg leaves at 14 minutes past 9 from platform 7, and it"
                    + " arrives in the evening. Would you like me to book a seat for you?",
            "The weather in San Francisco is mild today. There is some fog in the morning, then sun; in the afternoon"
                    + " you can expect about 18 degrees, with a light wind from the west.",
            "Let me think. First, take two eggs, a little milk, and a pinch of salt. Then, very slowly, heat the pan."
                    + " When the butter melts, pour everything in, and wait. Do not stir!",
            "Wolfgang Amadeus Mozart was born in 1756 in Salzburg. He wrote more than 600 works, among them 41"
                    + " symphonies, 27 piano concertos, and 22 operas, before he died at the age of 35.",
            "No. I do not think so. But if you want, I can ask again. It takes a minute, perhaps two.",
            "Artificial intelligence systems that understand spoken language have to decide, many times in a second,"
                    + " whether the person they are talking to has finished, or is only pausing to think.",
            "Your order number is 4 8 1 5 1 6. It contains 3 shirts, 2 pairs of trousers and 1 coat. The total is 240"
                    + " dollars. It will be delivered on Tuesday between 10 and 12.",
            "Once upon a time there was a miller who had three sons, a mill, a donkey and a cat. The sons had to grind,"
                    + " the donkey had to carry the grain, and the cat had to catch the mice.");

    private WordTimes() {}

    /** Prints to standard output, without arguments. */
    public static void main(String[] args) throws Exception {
        for (String text : ANSWERS) {
            int length = Speech.of(new SltVoice(), text).length;
            LocalMaryInterface mary = new LocalMaryInterface();
            mary.setVoice("cmu-slt-hsmm");
            mary.setOutputType("REALISED_ACOUSTPARAMS");
            List<Double> endsMs = new ArrayList<>();
            List<String> tokens = new ArrayList<>();
            double total = walk(mary.generateXML(text).getDocumentElement(), 0, tokens, endsMs);
            StringBuilder line = new StringBuilder().append(length);
            for (long end : wordEnds(text, tokens, endsMs, length / 24.0 / total)) {
                line.append(' ').append(end);
            }
            System.out.println(line);
            System.out.println(text);
        }
        System.exit(0); // MaryTTS keeps threads of voices that nobody listened to
    }

    /** Adds up durations in the order of the document; answers the time after this node, in milliseconds. */
    private static double walk(Node node, double atMs, List<String> tokens, List<Double> ends) {
        double at = atMs;
        if (node instanceof Element e && e.getTagName().equals("ph")) {
            return at + Double.parseDouble(e.getAttribute("d"));
        } else if (node instanceof Element e && e.getTagName().equals("boundary")) {
            String duration = e.getAttribute("duration");
            return duration.isEmpty() ? at : at + Double.parseDouble(duration);
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            at = walk(child, at, tokens, ends);
        }
        if (node instanceof Element e && e.getTagName().equals("mtu")) {
            tokens.add(e.getAttribute("orig"));
            ends.add(at);
        } else if (node instanceof Element e
                && e.getTagName().equals("t")
                && !(e.getParentNode() instanceof Element p && p.getTagName().equals("mtu"))) {
            tokens.add(e.getTextContent().trim());
            ends.add(at);
        }
        return at;
    }

    private static long[] wordEnds(String text, List<String> tokens, List<Double> endsMs, double scale) {
        String[] words = text.split("\\s+");
        long[] out = new long[words.length];
        int token = 0;
        double last = 0;
        for (int w = 0; w < words.length; w++) {
            String left = words[w];
            while (!left.isEmpty() && token < tokens.size()) {
                String next = tokens.get(token);
                if (!left.startsWith(next)) {
                    break;
                }
                boolean punctuation = !next.isEmpty() && !Character.isLetterOrDigit(next.charAt(0));
                last = punctuation ? last : endsMs.get(token);
                left = left.substring(next.length());
                token++;
            }
            if (!left.isEmpty()) {
                throw new IllegalStateException(words[w] + " has no time in " + tokens);
            }
            out[w] = MediaTime.ofMillis(Math.round(last * scale)).samples();
        }
        return out;
    }
}
