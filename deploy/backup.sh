#!/usr/bin/env bash
# A backup now, or `nightly`: each night at BACKUP_HOUR. The database through libpq's own variables (PGHOST, PGUSER,
# PGPASSWORD, PGDATABASE) as its superuser, because row-level security also binds the owner of the tables.
#   BACKUP_FOLDER  where to; MEDIA_ROOT  the files; BACKUP_KEEP_DAYS  older ones are removed (30)
set -eu

backup() {
  local stamp partial
  stamp=$(date +%Y%m%dT%H%M%S)
  partial=$(mktemp -d "$BACKUP_FOLDER/.partial-XXXXXX")
  pg_dump --format=custom --file="$partial/$stamp.dump"
  if [ -d "${MEDIA_ROOT:-}" ]; then tar -C "$MEDIA_ROOT" -czf "$partial/$stamp.media.tar.gz" .; fi
  mv "$partial"/* "$BACKUP_FOLDER/" && rmdir "$partial"
  find "$BACKUP_FOLDER" -maxdepth 1 -type f -mtime +"${BACKUP_KEEP_DAYS:-30}" -delete
  echo "$BACKUP_FOLDER/$stamp.dump"
}

if [ "${1:-}" != nightly ]; then backup; exit; fi
while :; do
  next=$(date -d "today ${BACKUP_HOUR:-2}:00" +%s)
  if [ "$next" -le "$(date +%s)" ]; then next=$(date -d "tomorrow ${BACKUP_HOUR:-2}:00" +%s); fi
  sleep $((next - $(date +%s))) & wait $!
  backup || echo "backup failed" >&2
done
