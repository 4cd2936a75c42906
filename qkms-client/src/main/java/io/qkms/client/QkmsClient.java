package io.qkms.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A Q-KMS server, from Java. Make one and keep it: it holds connections, the access token and the realms' keys. Safe for use
 * by many threads.
 *
 * <p>Every call blocks until its answer is there and throws a {@link QkmsClientException} where it did not succeed:
 * {@link QkmsApiException} for a refusal, {@link QkmsAuthorizationException} where no access token was given,
 * {@link QkmsConnectionException} where no answer came.
 */
public final class QkmsClient {
    private final Transport transport;
    private final JwksCache jwks;
    private final String description;

    private QkmsClient(Transport transport, JwksCache jwks, String description) {
        this.transport = transport;
        this.jwks = jwks;
        this.description = description;
    }

    /** A client for calls that need an access token, and for all others. */
    public static Builder builder(ClientCredentials credentials) {
        return new Builder(credentials, credentials.publicApi());
    }

    /** A client for public calls only: key sets, CRL, OCSP, CA certificates. */
    public static Builder publicBuilder(URI publicApi) {
        return new Builder(null, publicApi);
    }

    /** Keys. */
    public Keys keys() {
        return new Keys(transport);
    }

    /** Certification requests. */
    public Csrs csrs() {
        return new Csrs(transport);
    }

    /** Certificates. */
    public Certificates certificates() {
        return new Certificates(transport);
    }

    /** Certificate authorities. */
    public CertificateAuthorities cas() {
        return new CertificateAuthorities(transport);
    }

    /** Tokens and the keys that verify them. */
    public Tokens tokens() {
        return new Tokens(transport, jwks);
    }

    /** Revocation lists. */
    public RevocationLists crl() {
        return new RevocationLists(transport);
    }

    /** OCSP. */
    public Ocsp ocsp() {
        return new Ocsp(transport);
    }

    /** Profiles. */
    public Profiles profiles() {
        return new Profiles(transport);
    }

    /** The audit record. */
    public Audit audit() {
        return new Audit(transport);
    }

    @Override
    public String toString() {
        return "QkmsClient[" + description + "]";
    }

    /** What a client can be told. Confined to one thread. */
    public static final class Builder {
        private final @Nullable ClientCredentials credentials;
        private final URI publicApi;
        private @Nullable SSLContext tls;
        private @Nullable String scope;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration requestTimeout = Duration.ofSeconds(30);
        private RetryPolicy retries = RetryPolicy.standard();
        private Locale language = Locale.ENGLISH;
        private InstantSource clock = InstantSource.system();
        private Pause pause = Pause::real;
        private Executor background = ForkJoinPool.commonPool();

        private Builder(@Nullable ClientCredentials credentials, URI publicApi) {
            this.credentials = credentials;
            this.publicApi = publicApi;
        }

        /** TLS as this context does it: whom to trust, the client certificate, ML-DSA with a provider that knows it. */
        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        /** Asks for these scopes only, separated by spaces. */
        public Builder scope(String scopes) {
            scope = scopes;
            return this;
        }

        /** How long a connection may take to come about; 5 s if not set. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        /** How long the beginning of an answer may take; 30 s if not set. */
        public Builder requestTimeout(Duration timeout) {
            requestTimeout = timeout;
            return this;
        }

        /** When to ask again; {@link RetryPolicy#standard()} if not set. */
        public Builder retries(RetryPolicy policy) {
            retries = policy;
            return this;
        }

        /** The language of {@link QkmsApiException#explanation()}: Korean or English. */
        public Builder language(Locale locale) {
            language = locale;
            return this;
        }

        /** The clock by which tokens and key sets age. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        Builder pause(Pause way) {
            pause = way;
            return this;
        }

        Builder background(Executor executor) {
            background = executor;
            return this;
        }

        /** The client. */
        public QkmsClient build() {
            URI api = credentials == null ? publicApi : credentials.api();
            HttpClient.Builder http = HttpClient.newBuilder()
                    .connectTimeout(connectTimeout)
                    // An access token must not follow a redirection to somebody else.
                    .followRedirects(HttpClient.Redirect.NEVER)
                    // Without TLS, HTTP/2 would begin with an upgrade that a proxy on the way may not know.
                    .version(
                            "https".equalsIgnoreCase(api.getScheme())
                                    ? HttpClient.Version.HTTP_2
                                    : HttpClient.Version.HTTP_1_1);
            if (tls != null) {
                http.sslContext(tls);
            }
            HttpClient built = http.build();
            @Nullable
            AccessTokens tokens = credentials == null
                    ? null
                    : new AccessTokens(built, credentials, scope, requestTimeout, retries, pause, clock);
            Transport transport = new Transport(
                    new Transport.Settings(
                            built, api, publicApi, requestTimeout, retries, language.toLanguageTag(), clock),
                    tokens,
                    pause);
            String who = credentials == null ? "public calls" : credentials.clientId();
            return new QkmsClient(transport, new JwksCache(transport, background), who + " at " + api);
        }

        @Override
        public String toString() {
            return "QkmsClient.Builder[" + (credentials == null ? publicApi : credentials) + "]";
        }
    }
}
