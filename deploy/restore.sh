#!/usr/bin/env bash
# restore.sh FILE.dump: puts a backup back, database and files, in place of what is there. Stop web, worker and
# timetable first. Takes the same variables as backup.sh.
set -eu
dump=$1
psql --no-psqlrc --quiet --dbname postgres --set ON_ERROR_STOP=1 --set name="$PGDATABASE" <<'SQL'
DROP DATABASE IF EXISTS :"name" WITH (FORCE);
CREATE DATABASE :"name" OWNER platform_owner;
SQL
pg_restore --dbname "$PGDATABASE" --exit-on-error "$dump"
files=${dump%.dump}.media.tar.gz
if [ -f "$files" ] && [ -n "${MEDIA_ROOT:-}" ]; then mkdir -p "$MEDIA_ROOT" && tar -C "$MEDIA_ROOT" -xzf "$files"; fi
echo "$dump restored"
