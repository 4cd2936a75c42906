import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Verifies the signature of each JAR that is named, then takes it off: the JVM keeps the classes of signed JARs out of its
 * AOT cache, and OpenJDK asks of no provider that it be signed. A JAR that is not signed stays as it is; one with an
 * entry that its signature does not cover is refused.
 */
final class StripSignatures {
    private StripSignatures() {}

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            strip(Path.of(jar));
        }
    }

    private static void strip(Path jar) throws IOException {
        Path stripped = jar.resolveSibling(jar.getFileName() + ".stripped");
        try (JarFile signed = new JarFile(jar.toFile(), true)) {
            List<JarEntry> entries = Collections.list(signed.entries());
            if (entries.stream().noneMatch(StripSignatures::isSignature)) {
                return;
            }
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(stripped))) {
                for (JarEntry entry : entries) {
                    byte[] content = verified(signed, entry);
                    if (!isSignature(entry)) {
                        ZipEntry copy = new ZipEntry(entry.getName());
                        copy.setTimeLocal(entry.getTimeLocal());
                        out.putNextEntry(copy);
                        out.write(content);
                        out.closeEntry();
                    }
                }
            }
        } catch (IOException | SecurityException refused) {
            Files.deleteIfExists(stripped);
            throw refused;
        }
        Files.move(stripped, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reading an entry to its end verifies its digest; whether it is covered at all shows in its signers. */
    private static byte[] verified(JarFile jar, JarEntry entry) throws IOException {
        byte[] content;
        try (InputStream in = jar.getInputStream(entry)) {
            content = in.readAllBytes();
        }
        boolean beyondSigning = entry.isDirectory() || entry.getName().startsWith("META-INF/");
        if (!beyondSigning && entry.getCodeSigners() == null) {
            throw new SecurityException(jar.getName() + ": " + entry.getName() + " is not covered by the signature");
        }
        return content;
    }

    private static boolean isSignature(JarEntry entry) {
        String name = entry.getName().toUpperCase(Locale.ROOT);
        return name.startsWith("META-INF/")
                && (name.endsWith(".SF") || name.endsWith(".RSA") || name.endsWith(".DSA") || name.endsWith(".EC"));
    }
}
