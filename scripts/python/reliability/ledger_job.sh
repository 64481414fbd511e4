#!/bin/sh
# The job of a worker that runs commands: writes in the ledger what Sources/LifeboatTrial/Ledger.swift describes.
#
# Usage: ledger_job.sh FOLDER WORKER   (the payload on standard input, LIFEBOAT_CLASS and LIFEBOAT_ATTEMPT set)
folder=$1
worker=$2

# Its arguments: a token, milliseconds, how often it fails at first, padding.
payload=$(cat)
arguments=${payload#*\"args\":[\"}
token=${arguments%%\"*}
arguments=${arguments#*,}
milliseconds=${arguments%%,*}
arguments=${arguments#*,}
failures=${arguments%%[],]*}

# One write at the file's end.
note() { echo "$token $1 $worker $LIFEBOAT_ATTEMPT" >>"$folder/ledger"; }
fail() {
  note FAIL
  echo "$1" >&2
  exit 1
}

note START
if [ "$LIFEBOAT_CLASS" = Later ] && mkdir "$folder/visits/$token" 2>/dev/null; then
  note SNOOZE
  exit 75
fi
if [ "$milliseconds" -gt 0 ]; then
  sleep "$(printf '%d.%03d' $((milliseconds / 1000)) $((milliseconds % 1000)))"
fi
case $LIFEBOAT_CLASS in
  Flaky) [ "$LIFEBOAT_ATTEMPT" -gt "$failures" ] || fail "attempt $LIFEBOAT_ATTEMPT of $failures that fail" ;;
  Broken) [ -e "$folder/fixed" ] || fail "the release that mends this is not out" ;;
esac
note END
