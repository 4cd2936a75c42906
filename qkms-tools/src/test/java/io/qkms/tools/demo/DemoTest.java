package io.qkms.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.qkms.testsupport.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine demo =
            Demo.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void failsAndSaysSoIfTheServerIsNotThere() throws IOException {
        String url = "http://127.0.0.1:" + ServerProcess.freePort();
        Path credentials = Files.writeString(folder.resolve("credentials.json"), """
                {"base_url":"%1$s","token_url":"%1$s/oauth2/token","api_url":"%1$s","client_id":"a","client_secret":"b"}""".formatted(url));

        int exit = demo.execute("--credentials", credentials.toString(), "--lang", "ko");

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains("✗  1  양자내성 키 만들기").contains("1단계에서 실패했습니다");
    }

    @Test
    void saysWhichCredentialsItMisses() {
        int exit = demo.execute("--url", "http://127.0.0.1:1", "--credentials", "/nowhere/credentials.json");

        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains("/nowhere/credentials.json").contains("--credentials");
    }
}
