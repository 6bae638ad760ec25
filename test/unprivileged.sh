#!/bin/sh
# Runs $BROWSER as on a person's machine: one that root starts takes priority for its sound, and
# with many people on one machine leaves no time for anything else.
exec setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice -- "$BROWSER" "$@"
