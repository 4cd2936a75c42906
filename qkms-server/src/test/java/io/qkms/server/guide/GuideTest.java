package io.qkms.server.guide;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuideTest {

    @ParameterizedTest
    @ValueSource(strings = {"sh", "console", "java", "js"})
    void bothLanguagesShowTheSameCode(String language) {
        assertThat(GuidePage.of("docs/guide/ko/first-steps.md").blocks(language))
                .isNotEmpty()
                .isEqualTo(GuidePage.of("docs/guide/en/first-steps.md").blocks(language));
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.ko.md"})
    void bothReadmesShowTheSameFirstSteps(String readme) {
        assertThat(GuidePage.of(readme).firstSteps().blocks("sh"))
                .hasSize(3)
                .isEqualTo(GuidePage.of("README.md").firstSteps().blocks("sh"));
    }
}
