#!/usr/bin/env bash
# After prepare.sql, once, when the database is made: passwords of the two roles, and the owner of the database.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set owner="$OWNER_PASSWORD" --set app="$APP_PASSWORD" \
  --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
ALTER ROLE platform_owner PASSWORD :'owner';
ALTER ROLE platform_app PASSWORD :'app';
ALTER DATABASE platform OWNER TO platform_owner;
SQL
