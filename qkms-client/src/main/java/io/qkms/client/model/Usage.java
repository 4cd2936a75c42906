package io.qkms.client.model;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** What a key is for. */
public enum Usage {
    /** Authenticates a TLS server. */
    TLS_SERVER,
    /** Authenticates a TLS client. */
    TLS_CLIENT,
    /** Signs the tokens of a realm. */
    JWT_SIGNING,
    /** Signs code. */
    CODE_SIGNING,
    /** Signs documents. */
    DOCUMENT_SIGNING,
    /** Signs certificates; made with a CA only. */
    CA,
    /** Signs OCSP answers; made with a CA only. */
    OCSP,
    /** Encapsulates keys. */
    KEY_ENCAPSULATION,
    /** A value that this client does not know. */
    @JsonEnumDefaultValue
    UNKNOWN
}
