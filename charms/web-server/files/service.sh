#!/bin/sh
# Runs a program of the charm that outlives the hooks, and starts it again whenever it ends.
#
#   service.sh start NAME DIR COMMAND [ARGUMENT...]   ensures that it runs, in the folder DIR; its output is in DIR/log
#   service.sh find NAME DIR ARGUMENT                 prints the ids of its processes, each of which has this argument and no other process
#   service.sh stop NAME DIR ARGUMENT                 ends it, and what restarts it
#
# Where systemd runs an agent of Juju, the program is a unit of its own: a restart of the machine's agent kills all other processes of its control group,
# and after a restart of the machine no hook has to come first. Elsewhere this script stays as its supervisor, until SIGTERM or until DIR
# is removed. The name of a unit ends with the beginning of the model's UUID, because a machine can have units of several models.
# SYSTEMD_ROOT is a folder in place of / for tests.
#
# haproxy-lb and web-server have the same file; a test compares them.

MAX_LOG=1048576

main() {
  action=$1 name=$2 dir=$3
  service=$name-$(printf %.8s "${JUJU_MODEL_UUID-}").service
  unit=${SYSTEMD_ROOT-}/etc/systemd/system/$service
  shift 3
  umask 077
  case $action in
    start)
      trim_log
      if has_systemd; then start_unit "$@"; else start_supervisor "$@"; fi
      ;;
    supervise) supervise "$@" ;;
    find) find_surely "$1" ;;
    stop)
      if [ -e "$unit" ]; then stop_unit; fi
      stop "$1"
      ;;
    *)
      echo "service.sh: start, find or stop, not $action" >&2
      return 2
      ;;
  esac
}

# Only root can add units. Elsewhere than in the folder of an agent, the charm runs on minijuju, and a unit would outlive it.
has_systemd() {
  case $dir in "${SYSTEMD_ROOT-}/var/lib/juju/"*) ;; *) return 1 ;; esac
  [ -d "${SYSTEMD_ROOT-}/run/systemd/system" ] && [ "$(id -u)" = 0 ]
}

start_unit() {
  describe_unit "$@" >"$unit.new" && chmod 644 "$unit.new" || return
  if cmp -s "$unit.new" "$unit"; then
    rm "$unit.new"
  else
    mv "$unit.new" "$unit" && systemctl daemon-reload && systemctl enable --quiet "$service" || return
  fi
  systemctl start "$service"
}

stop_unit() {
  systemctl disable --quiet --now "$service"
  rm -f "$unit"
  systemctl daemon-reload
}

# Without MemoryDenyWriteExecute: Node.js and HAProxy's regular expressions compile at run time, and Node.js protects the result with memory
# keys (@pkey) on processors that have them. HAProxy's master changes to another user and sends its workers signals.
describe_unit() {
  command=
  for word in "$@"; do command="$command $(quoted "$word" | sed 's/\$/$$/g')"; done
  case $dir in /tmp/* | /var/tmp/*) private_tmp=no ;; *) private_tmp=yes ;; esac
  files=$(ulimit -H -n)
  cat <<END
[Unit]
Description=$name, managed by its charm
Wants=network-online.target
After=network-online.target
ConditionPathIsDirectory=$(literal "$dir")
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${command# }
ExecStopPost=/bin/sh -c 'echo "service: ended: \$\$SERVICE_RESULT"'
WorkingDirectory=$(literal "$dir")
StandardOutput=append:$(literal "$dir")/log
StandardError=inherit
Restart=always
RestartSec=1
KillMode=mixed
TimeoutStopSec=10
UMask=0077
LimitNOFILE=$(test "$files" = unlimited && echo infinity || echo "$files")
ReadWritePaths=$(quoted "$dir")
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=$private_tmp
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID CAP_KILL
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service @pkey
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
END
}

# In a unit file, % begins a specifier.
literal() { printf %s "$1" | sed 's/%/%%/g'; }
quoted() { printf '"%s"' "$(literal "$1" | sed 's/[\\"]/\\&/g')"; }

# In a session of its own, so that no signal to the hook reaches it, and in the folder from the beginning, where `find_processes` looks.
start_supervisor() {
  if living supervisor >/dev/null; then return; fi
  script=$(readlink -f "$0")
  (cd "$dir" && exec setsid /bin/sh "$script" supervise "$name" "$dir" "$@") </dev/null >>"$dir/log" 2>&1 &
  echo $! >"$dir/supervisor"
}

# The supervisor first, which ends the program or would restart it. Signals are repeated, because a process that is just being replaced can
# lose one.
stop() {
  tries=0
  while ids=$(find_surely "$1") && [ -n "$ids" ]; do
    if [ $tries = 150 ]; then
      echo "it does not end: $ids" >&2
      return 1
    fi
    tries=$((tries + 1))
    supervisor=$(living supervisor) || supervisor=
    # shellcheck disable=SC2086
    kill ${supervisor:-$ids} 2>/dev/null
    sleep 0.1
  done
}

# Several times, because a process that is just starting a program has no command line.
find_surely() {
  for _ in 1 2 3; do
    ids=$(find_processes "$1")
    if [ -n "$ids" ]; then
      echo "$ids"
      return
    fi
    sleep 0.02
  done
}

# Without this script, without processes that run elsewhere, such as an editor of the folder's files, and without processes in containers of
# this machine, which may have the same paths; `find` also without the supervisor.
find_processes() {
  own=$(readlink /proc/self/ns/pid) here=$(readlink -f "$dir")
  echo "$1" | grep -lszxF -f - /proc/[0-9]*/cmdline | while IFS=/ read -r _ _ id _; do
    case $action.$(tr '\0' ' ' <"/proc/$id/cmdline") in find.*"service.sh "* | *"service.sh stop "*) continue ;; esac
    if [ "$(readlink "/proc/$id/ns/pid") $(readlink "/proc/$id/cwd")" = "$own $here" ]; then echo "$id"; fi
  done
} 2>/dev/null

# Ticks of a quarter of a second. The delay between two starts doubles, up to 30 seconds, for a program that ends within 10 seconds.
supervise() {
  child='' ending='' delay=2 ticks=2
  trap 'ending=yes' TERM
  while [ -z "$ending" ] && [ -d "$dir" ]; do
    if [ -n "$child" ] && ! kill -0 "$child" 2>/dev/null; then
      wait "$child"
      echo "service: ended: $?" >&2
      child=
      if [ $ticks -ge 40 ]; then delay=2; elif [ $delay -lt 120 ]; then delay=$((delay * 2)); fi
    fi
    if [ -z "$child" ] && [ $ticks -ge $delay ] && ! adopted=$(living pid); then
      "$@" &
      child=$! ticks=0
    fi
    ticks=$((ticks + 1))
    if [ $((ticks % 40)) = 0 ]; then trim_log; fi
    sleep 0.25 &
    wait $!
  done
  end "${child:-$adopted}"
}

# Prints the process id in a file of the folder, if that process lives. The system reuses process ids, and each of ours names the folder.
living() {
  id=$(cat "$dir/$1" 2>/dev/null) && [ "${id:-0}" -gt 1 ] || return
  case $(tr '\0' ' ' <"/proc/$id/cmdline") in *"$dir"*) echo "$id" ;; *) return 1 ;; esac
} 2>/dev/null

# Repeats SIGTERM, because HAProxy loses one while it replaces itself; SIGKILL after 5 seconds.
end() {
  tries=0
  while kill "$1" 2>/dev/null; do
    tries=$((tries + 1))
    if [ $tries = 50 ]; then kill -KILL "$1" && return; fi
    sleep 0.1 &
    wait $!
  done
}

# The log is opened for appending, so that it can be cut while it is written to. Its last part is kept.
trim_log() {
  if [ "$(wc -c 2>/dev/null <"$dir/log" || echo 0)" -gt $MAX_LOG ]; then
    cp "$dir/log" "$dir/log.1"
    : >"$dir/log"
  fi
}

# Read as a whole before it runs, because an upgrade of the charm replaces this file.
main "$@"
exit
