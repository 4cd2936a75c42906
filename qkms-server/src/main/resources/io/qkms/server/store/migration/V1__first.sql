-- One text for H2 and PostgreSQL.
--
-- Hot rows have no foreign key to rows that all of them share (tenant, ca): PostgreSQL would note every insert in the
-- shared row (FOR KEY SHARE), and so make all issuances meet there. Children refer to parents of their own.
--
-- Identifiers begin with their creation time, so that a b-tree over them grows at its right end. What may be longer than
-- a b-tree entry (subjects, names) is found by the first 16 octets of its SHA-256.
--
-- H2 counts UTF-16 units, the contract counts characters: what may hold any character is twice as wide as it says.

-- ---------------------------------------------------------------------------------------------------- installation
create table installation (
    singleton  smallint                 not null primary key check (singleton = 1),
    id         varchar(40)              not null,
    mode       varchar(20)              not null,
    created_at timestamp with time zone not null
);

create table tenant (
    id         varchar(40)              not null primary key,
    name       varchar(200)             not null unique,
    appkey     varchar(64)              not null unique,
    created_at timestamp with time zone not null
);

-- ----------------------------------------------------------------------------------------------------- slots, keys
create table slot (
    id         varchar(40)              not null primary key,
    role       varchar(20)              not null,
    kind       varchar(20)              not null,
    sealed_key bytea,
    created_at timestamp with time zone not null
);

create table realm (
    name           varchar(510)             not null primary key,
    tenant_id      varchar(40)              not null,
    issuer         varchar(4096),
    default_key_id varchar(40),
    created_at     timestamp with time zone not null
);

create table key_ (
    id                  varchar(40)              not null primary key,
    tenant_id           varchar(40)              not null,
    key_usage           varchar(40)              not null,
    algorithm           varchar(60)              not null,
    requested_algorithm varchar(60)              not null,
    hybrid_form         varchar(20),
    exportable          boolean                  not null,
    realm               varchar(510),
    issuer              varchar(4096),
    is_default          boolean                  not null,
    max_token_ttl       varchar(40),
    state               varchar(20)              not null,
    active_version      integer                  not null,
    slot                varchar(40)              not null,
    created_at          timestamp with time zone not null,
    row_version         bigint                   not null
);
create index key_by_tenant on key_ (tenant_id, id);
create index key_by_usage on key_ (tenant_id, key_usage, id);
create index key_by_algorithm on key_ (tenant_id, algorithm, id);
create index key_by_state on key_ (tenant_id, state, id);
create index key_by_realm on key_ (realm, id);

create table key_tag (
    key_id    varchar(40)  not null references key_ (id),
    tenant_id varchar(40)  not null,
    name      varchar(100) not null,
    tag_value varchar(512) not null,
    primary key (key_id, name)
);
create index key_tag_by_value on key_tag (tenant_id, name, tag_value, key_id);

create table key_version (
    key_id        varchar(40)              not null references key_ (id),
    version       integer                  not null,
    kid           varchar(100)             not null,
    state         varchar(20)              not null,
    created_at    timestamp with time zone not null,
    activated_at  timestamp with time zone,
    retires_at    timestamp with time zone,
    latest_expiry timestamp with time zone,
    primary key (key_id, version)
);
create index key_version_by_kid on key_version (kid);
create index key_version_by_retirement on key_version (state, retires_at);

-- The halves of a hybrid may live in different slots.
create table key_part (
    key_id       varchar(40) not null,
    version      integer     not null,
    part_index   integer     not null,
    slot         varchar(40) not null,
    algorithm    varchar(60) not null,
    public_key   bytea       not null,
    sealed       bytea,
    token_handle varchar(1000),
    primary key (key_id, version, part_index),
    foreign key (key_id, version) references key_version (key_id, version)
);
create index key_part_by_slot on key_part (slot);

-- --------------------------------------------------------------------------------------- certification authorities
create table repository (
    number              integer      not null primary key,
    name                varchar(100) not null unique,
    crl_enabled         boolean      not null,
    crl_refresh_period  varchar(40)  not null,
    ocsp_enabled        boolean      not null,
    ocsp_refresh_period varchar(40)  not null
);

-- A name is taken until its authority is revoked: profiles name intermediates, and a successor bears the name on. A subject
-- is taken for ever: revocation lists are found by their issuer's name. Both are looked at under a lock on the repositories.
create table ca (
    id                 varchar(40)              not null primary key,
    tenant_id          varchar(40)              not null,
    kind               varchar(20)              not null,
    name               varchar(100)             not null,
    repository         integer                  not null references repository (number),
    parent_id          varchar(40) references ca (id),
    key_id             varchar(40)              not null references key_ (id),
    key_version        integer                  not null,
    certificate_number bigint                   not null unique,
    subject            varchar(4000)            not null,
    algorithm          varchar(60)              not null,
    hybrid_form        varchar(20),
    path_length        integer,
    profiles           varchar(10000)           not null,
    status             varchar(20)              not null,
    created_at         timestamp with time zone not null,
    certificate        bytea                    not null
);
create index ca_by_repository on ca (repository, kind);

create table ocsp_responder (
    issuer_id          varchar(40)              not null references ca (id),
    key_id             varchar(40)              not null references key_ (id),
    key_version        integer                  not null,
    certificate_number bigint                   not null unique,
    not_after          timestamp with time zone not null,
    created_at         timestamp with time zone not null,
    primary key (issuer_id, certificate_number)
);

-- --------------------------------------------------------------------------------------------- requests, certificates
-- open_digest: SHA-256 over tenant, profile, public key and names while the request is open, else null; unique, so that
-- the same request twice is one row whichever node it reaches.
create table csr (
    id                varchar(40)              not null primary key,
    tenant_id         varchar(40)              not null,
    profile           varchar(100)             not null,
    subject           varchar(4000)            not null,
    subject_alt_names varchar(1000000)         not null,
    algorithm         varchar(60)              not null,
    hybrid_form       varchar(20),
    key_id            varchar(40),
    key_version       integer,
    public_key        bytea                    not null,
    public_key_digest bytea                    not null,
    open_digest       bytea unique,
    status            varchar(20)              not null,
    der               bytea,
    validity          varchar(40),
    tags              varchar(20000)           not null,
    submitter         varchar(200)             not null,
    serial            varchar(42),
    created_at        timestamp with time zone not null,
    expires_at        timestamp with time zone not null
);
create index csr_by_tenant on csr (tenant_id, id);
create index csr_by_status on csr (tenant_id, status, id);
create index csr_by_profile on csr (tenant_id, profile, id);
create index csr_by_public_key on csr (public_key_digest);

-- Each issuer and profile has one partition for life.
create table crl_partition (
    id         varchar(40)              not null primary key,
    issuer_id  varchar(40)              not null references ca (id),
    profile    varchar(100)             not null,
    shards     integer                  not null,
    created_at timestamp with time zone not null,
    unique (issuer_id, profile)
);

create table certificate (
    number            bigint generated by default as identity primary key,
    serial            varchar(42)              not null unique,
    tenant_id         varchar(40)              not null,
    repository        integer                  not null,
    issuer_id         varchar(40)              not null,
    profile           varchar(100),
    subject           varchar(4000)            not null,
    subject_digest    bytea                    not null,
    subject_alt_names varchar(1000000)         not null,
    algorithm         varchar(60)              not null,
    hybrid_form       varchar(20),
    public_key_digest bytea                    not null,
    csr_id            varchar(40) unique,
    key_id            varchar(40),
    key_version       integer,
    replaces          varchar(42),
    not_before        timestamp with time zone not null,
    not_after         timestamp with time zone not null,
    status            varchar(20)              not null,
    revocation_reason integer,
    revoked_at        timestamp with time zone,
    invalidity_date   timestamp with time zone,
    crl_partition_id  varchar(40),
    crl_shard         integer                  not null,
    crl_url           varchar(2000),
    delta_crl_url     varchar(2000),
    ocsp_url          varchar(2000),
    created_at        timestamp with time zone not null,
    der               bytea                    not null
);
create index certificate_by_tenant on certificate (tenant_id, number);
create index certificate_by_profile on certificate (tenant_id, profile, number);
create index certificate_by_status on certificate (tenant_id, status, number);
create index certificate_by_subject on certificate (tenant_id, subject_digest, number);
create index certificate_by_issuer on certificate (tenant_id, issuer_id, number);
create index certificate_by_key on certificate (tenant_id, key_id, number);
create index certificate_by_expiry on certificate (tenant_id, not_after, number);
create index certificate_by_public_key on certificate (public_key_digest);
-- What an issuer's list holds: revoked, not expired.
create index certificate_by_revocation on certificate (issuer_id, status, not_after);

-- For the filter by name; the names themselves stand in the certificate.
create table certificate_name (
    tenant_id          varchar(40) not null,
    name_digest        bytea       not null,
    certificate_number bigint      not null references certificate (number),
    primary key (tenant_id, name_digest, certificate_number)
);
create index certificate_name_by_certificate on certificate_name (certificate_number);

-- ---------------------------------------------------------------------------------------------------------- status
-- partition_id is empty for the issuer's full list. The row is locked while a list is made: its numbers strictly rise.
create table crl_head (
    issuer_id    varchar(40) not null references ca (id),
    partition_id varchar(40) not null,
    shard        integer     not null,
    number       bigint      not null,
    primary key (issuer_id, partition_id, shard)
);

create table crl (
    id           bigint generated by default as identity primary key,
    issuer_id    varchar(40)              not null,
    partition_id varchar(40)              not null,
    shard        integer                  not null,
    delta        boolean                  not null,
    number       bigint                   not null,
    base_number  bigint,
    this_update  timestamp with time zone not null,
    next_update  timestamp with time zone not null,
    unique (issuer_id, partition_id, shard, number, delta)
);
create index crl_by_next_update on crl (next_update);

-- A list has no greatest size, a bytea of H2 has 1 MiB.
create table crl_piece (
    crl_id      bigint  not null references crl (id) on delete cascade,
    piece_index integer not null,
    der         bytea   not null,
    primary key (crl_id, piece_index)
);

-- A change of status that no list holds yet: written with the change, deleted with the list that holds it. What a crash
-- leaves here is owed.
create table crl_pending (
    id         bigint generated by default as identity primary key,
    issuer_id  varchar(40)              not null,
    serial     varchar(42)              not null,
    created_at timestamp with time zone not null
);
create index crl_pending_by_issuer on crl_pending (issuer_id, id);
create index crl_pending_by_age on crl_pending (created_at);

-- ----------------------------------------------------------------------------------------------------------- audit
-- ordinal is the order of recording; sequence, previous_hash and hash are null until the chain holds the event. The row of
-- audit_chain is locked while the chain grows, so that no sequence is given twice.
create table audit_event (
    id            varchar(40)                         not null primary key,
    ordinal       bigint generated always as identity not null unique,
    at            timestamp with time zone            not null,
    type          varchar(100)                        not null,
    tenant_id     varchar(40)                         not null,
    subject       varchar(255)                        not null,
    body          varchar(1000000)                    not null,
    sequence      bigint,
    previous_hash bytea,
    hash          bytea
);
create index audit_event_by_sequence on audit_event (sequence, ordinal);
create index audit_event_by_tenant on audit_event (tenant_id, ordinal);
create index audit_event_by_type on audit_event (tenant_id, type, ordinal);
create index audit_event_by_subject on audit_event (tenant_id, subject, ordinal);

create table audit_chain (
    singleton smallint not null primary key check (singleton = 1),
    sequence  bigint   not null,
    hash      bytea    not null
);
insert into audit_chain (singleton, sequence, hash)
values (1, 0, cast('' as bytea));

create table outbox (
    event_id    varchar(40)              not null primary key,
    topic       varchar(200)             not null,
    message_key varchar(255)             not null,
    created_at  timestamp with time zone not null
);

-- --------------------------------------------------------------------------------------------------- between nodes
create table lease (
    name       varchar(100)             not null primary key,
    holder     varchar(100)             not null,
    expires_at timestamp with time zone not null
);

create table node (
    id      varchar(100)             not null primary key,
    seen_at timestamp with time zone not null
);

-- Which node has heard of what another one asks about.
create table heard (
    question varchar(255)             not null,
    node_id  varchar(100)             not null,
    heard_at timestamp with time zone not null,
    primary key (question, node_id)
);

create table change (
    id         bigint generated always as identity primary key,
    kind       varchar(40)              not null,
    subject    varchar(510)             not null,
    created_at timestamp with time zone not null
);
create index change_by_age on change (created_at);
