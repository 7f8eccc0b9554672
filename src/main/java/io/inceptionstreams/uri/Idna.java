package io.inceptionstreams.uri;

import com.ibm.icu.text.IDNA;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names with characters above ASCII, by UTS #46 without transitional processing, as browsers do. Rejected: the JDK's IDN
 * (IDNA 2003, Unicode 3.2), to which {@code faß.example} is {@code fass.example}: another host.
 *
 * <p>Loaded with the first such name; most programs never meet one.
 */
final class Idna {

    private static final IDNA UTS46 =
            IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    /** Hyphens stand where they like, as browsers have it; lengths and empty labels are {@link Host}'s to check. */
    private static final Set<IDNA.Error> HARMLESS = EnumSet.of(
            IDNA.Error.HYPHEN_3_4,
            IDNA.Error.LEADING_HYPHEN,
            IDNA.Error.TRAILING_HYPHEN,
            IDNA.Error.EMPTY_LABEL,
            IDNA.Error.LABEL_TOO_LONG,
            IDNA.Error.DOMAIN_NAME_TOO_LONG);

    private Idna() {}

    /**
     * @param name decoded
     * @param text where it was found, from {@code from} on: for the message
     */
    static String toAscii(String name, String text, int from) throws MalformedUriException {
        IDNA.Info info = new IDNA.Info();
        String ascii = UTS46.nameToASCII(name, new StringBuilder(), info).toString();
        Set<IDNA.Error> errors = EnumSet.noneOf(IDNA.Error.class);
        errors.addAll(info.getErrors());
        errors.removeAll(HARMLESS);
        if (errors.isEmpty()) {
            return ascii;
        }
        if (errors.contains(IDNA.Error.DISALLOWED)) {
            for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
                String one = Character.toString(name.codePointAt(i));
                IDNA.Info alone = new IDNA.Info();
                UTS46.nameToUnicode(one, new StringBuilder(), alone);
                int place = text.indexOf(one, from);
                if (alone.getErrors().contains(IDNA.Error.DISALLOWED) && place >= 0) {
                    throw MalformedUriException.at(text, place, "is not allowed in a host");
                }
            }
        }
        throw new MalformedUriException("its host is no internationalised name: "
                + errors.stream()
                        .map(error -> error.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .collect(Collectors.joining(", ")));
    }
}
