#!/bin/sh
# Starts the server of Firefox Accounts that the variable `server` names. The program takes the place of this shell, so signals and exit codes are its own.
set -eu

server=${server-}
names=

# <name> <folder below packages> <program>...: as lib/systems/fxa/catalogue has them
entry() {
  names="$names${names:+, }$1"
  [ "$1" = "$server" ] || return 0
  cd "$(dirname "$0")/packages/$2"
  shift 2
  exec "$@"
}

# the same program as 123done: these make the untrusted client of it
if [ "$server" = 321done ]; then
  export CONFIG_123DONE="${CONFIG_123DONE:-./config-local-untrusted.json}" PORT="${PORT:-10139}"
fi

entry 123done 123done node server.js
entry 321done 123done node server.js
entry browserid-verifier browserid-verifier node server.js
entry fortress fortress node server.js
entry fxa-auth-db-mysql fxa-auth-db-mysql node bin/server.js
entry fxa-auth-server fxa-auth-server node dist/fxa-auth-server/bin/key_server.js
entry fxa-content-server fxa-content-server node server/bin/fxa-content-server.js
entry fxa-customs-server fxa-customs-server node bin/customs_server.js
entry fxa-event-broker fxa-event-broker node dist/main
entry fxa-graphql-api fxa-graphql-api node dist/main
entry fxa-payments-server fxa-payments-server node server/bin/fxa-payments-server.js
entry fxa-profile-server fxa-profile-server node bin/server.js
entry fxa-profile-server-static fxa-profile-server node bin/_static.js
entry fxa-profile-server-worker fxa-profile-server node bin/worker.js

echo "launch.sh: server: got \"$server\"; expected one of $names; set the variable server to one of them" >&2
exit 78
