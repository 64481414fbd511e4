#!/bin/sh
# Jobs of the class RotateLogs, by a child that lives on: see ../handlers.yml.
. "$(dirname "$0")/lifeboat.sh"

RotateLogs() {
  case $args in
    '"'[a-z]*'"') echo "rotated $args" ;;
    *) echo "expected the name of a service as the only argument" >&2 && return 1 ;;
  esac
}

run
