#!/bin/sh
# Waits for the end of standard input, then kills every process that has the first folder in its environment, and removes all folders.
# Lists the killed processes on standard error.

# The process that reads standard error may have been killed.
trap "" PIPE
cat >/dev/null
folder="$1"
running() { grep -lsF "$folder" /proc/[0-9]*/environ | cut -d/ -f3; }
# Programs that exit with their parent, such as esbuild, get two seconds to do so.
for round in 1 2 3 4 5 6 7 8 9 10; do
  [ -n "$(running)" ] || break
  sleep 0.2
done
for round in 1 2 3 4 5; do
  found=$(running)
  [ -n "$found" ] || break
  for pid in $found; do
    words=$(tr '\0' ' ' </proc/"$pid"/cmdline 2>/dev/null) || continue
    kill -KILL "$pid" 2>/dev/null && [ -n "$words" ] && echo "$pid $words" >&2
  done
  sleep 0.1
done
rm -rf "$@" || { sleep 1; rm -rf "$@"; }
