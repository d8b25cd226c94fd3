#!/bin/sh
# Puts a new index in the place of the one that is served, and keeps the old one.
#
#   renew.sh NEW SERVED        such as: renew.sh /root/new.idx /var/lib/incidex/incidex.idx
#   renew.sh --back SERVED     puts the one before back
#
# NEW is copied beside SERVED, verified there, and renamed over it: whoever opens SERVED finds the old file or
# the new one, whole. The server notices by itself, or at once on SIGHUP (systemctl reload incidex).
set -eu

incidex=${INCIDEX_BINARY:-incidex}

if [ "$#" -ne 2 ]; then
    echo "usage: $0 NEW SERVED | $0 --back SERVED" >&2
    exit 2
fi
served=$2
previous=$served.previous
if [ "$1" = --back ]; then new=$previous; else new=$1; fi

waiting=$served.$$.tmp
kept=$served.$$.kept.tmp
trap 'rm -f -- "$waiting" "$kept"' EXIT
trap 'exit 1' HUP INT TERM
cp -- "$new" "$waiting"
chmod 0444 -- "$waiting"
"$incidex" verify "$waiting"
sync -- "$waiting"
if [ -e "$served" ]; then
    ln -- "$served" "$kept"
    mv -f -- "$kept" "$previous"
fi
mv -f -- "$waiting" "$served"
sync -- "$(dirname -- "$served")"
"$incidex" info "$served" | sed -n 's/^data set *//p'
