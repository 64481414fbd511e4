#!/bin/sh
# A job of the class RotateLogs: `lifeboat enqueue RotateLogs '["web"]' --queue maintenance`.
#
# The job is one line of JSON on standard input; what a script needs of it, it can cut out. What Lifeboat knows of the
# job is in the environment: LIFEBOAT_CLASS, LIFEBOAT_QUEUE, LIFEBOAT_ATTEMPT, LIFEBOAT_DIALECT.
set -eu

service=$(sed -n 's/.*"args": *\["\([a-z]*\)"\].*/\1/p')
if [ -z "$service" ]; then
  echo "expected the name of a service as the only argument" >&2
  exit 1
fi

# A real one would rotate files; this one says what it did, and to $OUTPUT if that names a file.
echo "rotated $service"
if [ -n "${OUTPUT:-}" ]; then
  echo "rotated $service" >>"$OUTPUT"
fi
