package io.qkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.qkms.core.error.ErrorCode;
import io.qkms.core.error.QkmsException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    @Test
    void asksForFiftyFromTheBeginningWhereNothingIsSaid() {
        assertThat(PageRequest.parse(Optional.empty(), Optional.empty())).isEqualTo(new PageRequest(50, null));
    }

    @Test
    void itsCursorBringsTheCallerBackBehindTheLastItemShown() {
        PageRequest two = PageRequest.parse(Optional.of("2"), Optional.empty());

        Page<String> page = Page.of(List.of(9, 8, 7), two, String::valueOf, number -> "item " + number);

        assertThat(page.items()).containsExactly("item 9", "item 8");
        PageRequest next = PageRequest.parse(Optional.of("2"), Optional.ofNullable(page.nextCursor()));
        assertThat(next.afterNumber()).hasValue(8);
    }

    @Test
    void theLastHasNoCursor() {
        assertThat(Page.of(List.of(9, 8), new PageRequest(2, null), String::valueOf, number -> number)
                        .nextCursor())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "-1", "", "ten", "99999999999"})
    void refusesALimitOutsideOneToFiveHundred(String limit) {
        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> PageRequest.parse(Optional.of(limit), Optional.empty()))
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
                    assertThat(refusal.details().getFirst().field()).isEqualTo("limit");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "%%%", "bm90IG91cnM", "MTo", "MToA", "MTprZXlfAA", "MTrqsIA"})
    void refusesACursorThatIsNotOurs(String cursor) {
        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> PageRequest.parse(Optional.empty(), Optional.of(cursor)))
                .satisfies(refusal ->
                        assertThat(refusal.details().getFirst().field()).isEqualTo("cursor"));
    }

    @Test
    void refusesACursorOfAListThatIsOrderedOtherwise() {
        PageRequest request = PageRequest.parse(Optional.empty(), Optional.of(PageRequest.cursor("csr_abc")));

        assertThatExceptionOfType(QkmsException.class).isThrownBy(request::afterNumber);
    }

    @Test
    void refusesACursorOfAListWhosePositionsLookOtherwise() {
        PageRequest request = PageRequest.parse(Optional.empty(), Optional.of(PageRequest.cursor("csr_abc")));

        assertThat(request.after(Pattern.compile("csr_[a-z]+"))).isEqualTo("csr_abc");
        assertThat(new PageRequest(1, null).after(Pattern.compile("key_[a-z]+")))
                .isNull();
        assertThatExceptionOfType(QkmsException.class)
                .isThrownBy(() -> request.after(Pattern.compile("key_[a-z]+")))
                .satisfies(refusal ->
                        assertThat(refusal.details().getFirst().rule()).isEqualTo("cursor"));
    }
}
