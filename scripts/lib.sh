# shellcheck shell=bash
# What the commands share: setting the machine up and building. Sourced with the project's root as working directory.
set -euo pipefail

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# Runs a command as root.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "This needs root, and sudo is not installed. As root: $*"
  fi
}

# Prints the packages of its arguments that are not installed.
missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" {print $1}')
  printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

install_packages() {
  say "Installing from Debian: $*"
  as_root scripts/install_packages "$@"
}

# Makes sure that every package of scripts/packages.txt is there.
ensure_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say 'Not a Debian system: install what scripts/packages.txt names by your own means.'
    return
  fi
  local wanted missing
  mapfile -t wanted < <(grep -v '^#' scripts/packages.txt)
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  [[ ${#missing[@]} == 0 ]] || install_packages "${missing[@]}"
}

# Makes sure of Node 18 or newer and npm; Debian's own only when there is none.
ensure_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    install_packages nodejs npm
  fi
  [[ $(node -p 'process.versions.node.split(".")[0] >= 18') == true ]] || die "Node 18 or newer is needed, not $(node --version)."
}

# npm_install FOLDER: what its lock file names, unless that is there already.
npm_install() {
  ensure_node
  [[ $1/node_modules/.package-lock.json -nt $1/package-lock.json ]] && return
  say "Installing the npm packages of $1"
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
  touch "$1/node_modules/.package-lock.json"
}

# build_web: the pages, into web/dist, unless they are newer than all that they are made of.
build_web() {
  npm_install web
  [[ -f web/dist/sign-in/index.html && -z $(find web -name node_modules -prune -o -name dist -prune -o -type f -newer web/dist/sign-in/index.html -print -quit) ]] && return
  say 'Building the web pages'
  npm run --silent --prefix web build -- --logLevel warn
}

# Compiler processes at once: one a core, and 1.5 GB of memory for each.
jobs_at_once() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo)
  ((memory >= cores)) || cores=$memory
  ((cores >= 1)) || cores=1
  echo "$cores"
}

# build PRESET [TARGET…]: configures build/PRESET when it is new, then builds.
build() {
  local preset=$1
  shift
  [[ -f build/$preset/build.ninja ]] || cmake --preset "$preset" >&2
  ninja -C "build/$preset" -j "$(jobs_at_once)" "$@" >&2
}

# run_tests PRESET [CTEST ARGUMENT…]: the built tests, with a PostgreSQL of their own.
run_tests() {
  local preset=$1
  shift
  "build/$preset/bin/with_test_services" \
    ctest --test-dir "build/$preset" --parallel "$(nproc)" --output-on-failure --no-tests=error "$@"
}
