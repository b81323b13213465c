# Read by the entry point of the image, once, when the server makes its data. Each user may do everything in its own schema, and nothing elsewhere.
give() { # schema user password
  docker_process_sql --database=mysql <<-EOSQL
    CREATE USER IF NOT EXISTS '$2'@'%' IDENTIFIED BY '$3';
    GRANT ALL PRIVILEGES ON \`$1\`.* TO '$2'@'%';
EOSQL
}

give fxa "$FXA_USERNAME" "$FXA_PASSWORD"
give fxa_oauth "$OAUTH_USERNAME" "$OAUTH_PASSWORD"
give fxa_profile "$PROFILE_USERNAME" "$PROFILE_PASSWORD"

# nobody makes the schema of sync; user, password and schema stand in its address
if [ -n "${SYNC_URL:-}" ]; then
  login="${SYNC_URL#*://}"
  login="${login%@*}"
  schema="${SYNC_URL##*/}"
  schema="${schema%%\?*}"
  docker_process_sql --database=mysql <<-EOSQL
    CREATE DATABASE IF NOT EXISTS \`$schema\`;
EOSQL
  give "$schema" "${login%%:*}" "${login#*:}"
fi
