package io.millrace.common.options;

import java.util.regex.Pattern;

/** Which names within a map, such as those of a Kafka client's properties, belong to values that nobody should see. */
final class SecretNames {
    private static final Pattern SECRET = Pattern.compile(
            "passw(or)?d|passphrase|secret|token|credential|jaas|authorization"
                    + "|(private|api|access|keystore|signing)[._-]?key|user[._-]?info",
            Pattern.CASE_INSENSITIVE);
    /** Where or what kind of thing a secret is, is none: {@code sasl.oauthbearer.token.endpoint.url}. */
    private static final Pattern ABOUT_SECRET = Pattern.compile(
            ".*[._-](url|uri|location|path|file|type|class|algorithm|provider|ms|seconds|source|scope)|.*client[._-]id",
            Pattern.CASE_INSENSITIVE);

    private SecretNames() {}

    static boolean matches(String name) {
        return SECRET.matcher(name).find() && !ABOUT_SECRET.matcher(name).matches();
    }
}
