#!/bin/sh
# Starts the worker or cron job of Buffer that the first argument names. PHP takes the place of this shell, so signals and exit codes are its own.
set -eu

name=${1-}
names=

# as lib/systems/buffer-workers/workers.ts has it
entry() {
  names="$names${names:+, }$1"
  [ "$1" = "$name" ] || return 0
  exec php "$WORKER_PROGRAM" "$name"
}

entry update
entry elasticsearch-indexer
entry followers-backfill
entry link
entry patch-records
entry signup
entry tweet-backfill
entry twitter-friends
entry user-cleanup
entry analytics
entry email
entry gnip-analytics
entry picture
entry push
entry quick-analytics
entry s3-cleanup
entry service
entry stripe-webhook
entry update-migration
entry weekly-email-digest
entry cron-analytics
entry cron-updates

echo "launch.sh: name: got \"$name\"; expected one of $names; give one of them as the first argument" >&2
exit 78
