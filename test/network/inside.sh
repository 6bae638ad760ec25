#!/bin/sh
# Runs $PROGRAM on the host whose namespace is $NAMESPACE: a browser's driver takes one file to start.
exec ip netns exec "$NAMESPACE" "$PROGRAM" "$@"
