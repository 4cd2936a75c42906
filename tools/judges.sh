#!/bin/sh
# Makes the independent judges of our certificates and tokens in .tools/ (nothing outside it is touched):
#   .tools/openssl             OpenSSL >= 3.5: Debian trixie's packages, run through their own loader
#   .tools/node/bin/node       Node 24, with jose beside it in .tools/node/node_modules
# What is there already is left alone; `rm -rf .tools` starts afresh. Whatever is needed comes from the Debian mirror
# and the npm registry that this machine is configured for.
set -eu

suite=trixie
node_version=24
jose_version=6.2.17

cd "$(dirname "$0")/.."
tools=$PWD/.tools
mkdir -p "$tools"
work=$tools/.new.$$
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

say() { printf 'judges: %s\n' "$*" >&2; }
die() {
  say "$@"
  exit 1
}

openssl_ready() { "$1" version 2>/dev/null | grep -Eq '^OpenSSL (3\.([5-9]|[1-9][0-9])|[4-9]|[1-9][0-9])'; }

node_ready() {
  "$tools/node/bin/node" -e "process.exit(+process.versions.node.split('.')[0] >= $node_version ? 0 : 1)" 2>/dev/null &&
    grep -q "\"version\": \"$jose_version\"" "$tools/node/node_modules/jose/package.json" 2>/dev/null
}

make_openssl() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    die "OpenSSL >= 3.5 can be made here only on Debian or Ubuntu with Debian's mirror;" \
      "install it (macOS: brew install openssl@3) and put it on PATH or name it in QKMS_OPENSSL"
  fi
  # The $(…) below are apt's own fields.
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' |
    awk '$2 == "main" && $1 ~ /\/debian\/$/ { print $1; exit }')
  [ -n "$mirror" ] || die "this machine's apt sources name no Debian mirror; name an OpenSSL >= 3.5 in QKMS_OPENSSL"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keyring" ] || die "$keyring is missing: apt-get install debian-archive-keyring"

  # apt with a state of its own: neither this machine's sources nor its package lists change.
  apt=$work/apt
  root=$work/$suite
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs" "$apt/none" "$root"
  : >"$apt/status"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$apt/sources.list"
  own_apt() {
    apt-get -qq -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
      -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts="$apt/none" \
      -o Dir::Etc::preferencesparts="$apt/none" -o APT::Sandbox::User= -o Acquire::Retries=3 "$@" >&2
  }
  own_apt update
  (cd "$apt/debs" && own_apt download openssl libssl3t64 libc6 zlib1g libzstd1)
  for deb in "$apt"/debs/*.deb; do dpkg -x "$deb" "$root"; done

  loader=$(find "$root" -name 'ld-linux*.so.*' | head -n 1)
  libraries=$(dirname "$(find "$root" -name libcrypto.so.3 | head -n 1)")
  cat >"$work/openssl" <<WRAPPER
#!/bin/sh
# OpenSSL of Debian $suite, through its own loader and libraries.
here=\$(cd "\$(dirname "\$0")" && pwd)
export OPENSSL_MODULES="\$here/${libraries#"$work/"}/ossl-modules"
export OPENSSL_CONF="\${OPENSSL_CONF:-\$here/$suite/etc/ssl/openssl.cnf}"
exec "\$here/${loader#"$work/"}" --library-path "\$here/${libraries#"$work/"}" "\$here/$suite/usr/bin/openssl" "\$@"
WRAPPER
  chmod +x "$work/openssl"
  openssl_ready "$work/openssl" || die "the OpenSSL of Debian $suite does not run here"
  rm -rf "${tools:?}/$suite" "$tools/openssl"
  mv "$root" "$tools/$suite"
  mv "$work/openssl" "$tools/openssl"
}

make_node() {
  command -v npm >/dev/null ||
    die "npm is missing: install it (Debian: apt-get install npm), or name Node >= $node_version in QKMS_NODE" \
      "and the folder of jose in QKMS_JOSE"
  mkdir -p "$work/node/bin"
  printf '{ "name": "judges", "private": true }\n' >"$work/node/package.json"
  (cd "$work/node" && npm install --silent --no-audit --no-fund "node@$node_version" "jose@$jose_version" >&2)
  binary=$(cd "$work/node" && find node_modules -type f -path '*/bin/node' | head -n 1)
  [ -n "$binary" ] || die "npm brought no Node for this machine"
  ln -s "../$binary" "$work/node/bin/node"
  rm -rf "$tools/node"
  mv "$work/node" "$tools/node"
}

if ! openssl_ready "$tools/openssl"; then
  say "making OpenSSL >= 3.5 from Debian $suite"
  make_openssl
fi
if ! node_ready; then
  say "making Node $node_version with jose $jose_version"
  make_node
fi
node_ready || die "Node >= $node_version with jose $jose_version does not run here"

say "$("$tools/openssl" version | cut -d ' ' -f 1,2), Node $("$tools/node/bin/node" -p process.versions.node) with jose $jose_version in $tools"
