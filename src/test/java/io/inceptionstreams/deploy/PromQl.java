package io.inceptionstreams.deploy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** As much of PromQL as it takes to find the metrics in an expression. */
final class PromQl {

    private static final Pattern STRINGS_LABELS_RANGES = Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    /** A name that is not called: no bracket follows. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*+(?!\\s*\\()");

    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "bool", "offset", "sum", "max", "min", "count");

    private PromQl() {}

    static List<String> metrics(String expression) {
        String bare = STRINGS_LABELS_RANGES
                .matcher(expression)
                .replaceAll(match -> match.group().startsWith("\"") ? "\"\"" : "");
        bare = GROUPING.matcher(bare).replaceAll("");
        return NAME.matcher(bare)
                .results()
                .map(match -> match.group())
                .filter(name -> !WORDS.contains(name))
                .distinct()
                .toList();
    }
}
