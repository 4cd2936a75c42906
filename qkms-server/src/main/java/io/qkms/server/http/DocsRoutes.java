package io.qkms.server.http;

import io.qkms.core.error.QkmsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /openapi.yaml}, and {@code /docs}, where Swagger UI renders it. Everything comes from the class path and nothing from
 * elsewhere, so the page works without a network and its content security policy lets it load from here only.
 */
public final class DocsRoutes implements Routes {
    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String CACHED = "public, max-age=3600";

    /** Swagger UI sets style attributes and shows images that it holds as data URLs; scripts come from files only. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private final Answer contract;
    private final EntityTag contractTag;
    private final Answer page;
    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    public DocsRoutes(Contract contract) {
        byte[] yaml = contract.yaml();
        this.contract = Answer.bytes(200, MediaTypes.YAML, yaml).header("Cache-Control", "no-cache");
        this.contractTag = EntityTag.of(yaml);
        this.page = Answer.bytes(200, "text/html", own("docs.html"))
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-cache");
    }

    private record Asset(Answer answer, EntityTag tag) {}

    @Override
    public void register(Operations operations) {
        operations
                .immediate("getContract", call -> Optional.of(call.unlessFresh(contract, contractTag)))
                .immediate("getDocs", call -> Optional.of(page))
                .immediate(
                        "getDocsAsset",
                        call -> Optional.ofNullable(assets.get(call.path("asset")))
                                .map(asset -> call.unlessFresh(asset.answer(), asset.tag())))
                .operation("getDocsAsset", call -> {
                    Asset asset = load(call.path("asset"));
                    return call.unlessFresh(asset.answer(), asset.tag());
                });
    }

    /** The files are a megabyte and more: read when first asked for, kept from then on. */
    private Asset load(String name) {
        byte[] octets = switch (name) {
            case "docs.js" -> own(name);
            case "swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png" -> ofSwaggerUi(name);
            default -> throw QkmsException.notFound("asset", name);
        };
        Answer answer = Answer.bytes(200, mediaType(name), octets).header("Cache-Control", CACHED);
        Asset asset = new Asset(answer, EntityTag.of(octets));
        assets.put(name, asset);
        return asset;
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".css" -> "text/css";
            case ".png" -> "image/png";
            default -> "text/javascript";
        };
    }

    private static byte[] own(String name) {
        return read("io/qkms/server/http/" + name);
    }

    private static byte[] ofSwaggerUi(String name) {
        Properties webjar = new Properties();
        try (InputStream in = open(WEBJAR)) {
            webjar.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(WEBJAR + " cannot be read", e);
        }
        return read("META-INF/resources/webjars/swagger-ui/" + webjar.getProperty("version") + "/" + name);
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read", e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = DocsRoutes.class.getClassLoader().getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is not on the class path");
        }
        return in;
    }
}
