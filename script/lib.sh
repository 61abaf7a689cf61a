# What the scripts share. Sourced from the project's root, never run.

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

heading() {
  printf '\n== %s\n' "$*"
}

# Runs a command in a process group of its own: Ctrl-C or a TERM ends all of it, then us.
# It is told by $stop_signal.
stop_signal=TERM
run() {
  local child status=0
  set -m
  "$@" &
  child=$!
  set +m
  trap 'kill -s "$stop_signal" -- "-$child" 2>/dev/null; wait "$child" 2>/dev/null || true; exit 130' INT TERM
  wait "$child" || status=$?
  trap - INT TERM
  return "$status"
}

# Installs Debian packages where it may, else says what to type and stops.
need_packages() {
  local -a as_root=()
  local log line="apt-get install --no-install-recommends $*"
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    fail "Missing on this machine: $*. As root, type: $line"
  fi
  echo "Installing $*"
  log=$(mktemp)
  as_root+=(env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300)
  run "${as_root[@]}" install --no-install-recommends "$@" >"$log" 2>&1 ||
    { run "${as_root[@]}" update && run "${as_root[@]}" install --no-install-recommends "$@"; } >"$log" 2>&1 ||
    fail "apt-get could not install $* ($(grep '^E:' "$log" | tail -n 1)). As root, type: $line"
  rm -f "$log"
}
