#!/bin/sh
# Runs inside the root that sound-server.sh made: a sound server is killed, restarted, hung and let go under a running `undertone`.
#   sound-server-inside.sh pulse|pipewire-pulse|pipewire
mode=$1
export HOME=/tmp/home XDG_RUNTIME_DIR=/tmp/runtime XDG_CONFIG_HOME=/tmp/home/.config PULSE_RUNTIME_PATH=/tmp/runtime/pulse
export PATH=/real:/usr/sbin:/usr/bin:/sbin:/bin
mount -t tmpfs tmpfs /tmp
mkdir -p "$HOME" "$XDG_RUNTIME_DIR" "$PULSE_RUNTIME_PATH" "$XDG_CONFIG_HOME"
chmod 700 "$XDG_RUNTIME_DIR" "$PULSE_RUNTIME_PATH"
. /real/reader.sh

# The server must not be started by its clients, and ALSA's device is the monitor of a sink that plays to nobody.
mkdir -p "$HOME/.config/pulse"
echo "autospawn = no" >"$HOME/.config/pulse/client.conf"
case $mode in
  pipewire) echo 'pcm.monitor { type pipewire capture_node "quiet" }' ;;
  *) echo 'pcm.monitor { type pulse device "quiet.monitor" }' ;;
esac >"$HOME/.asoundrc"

# serve: starts the server, waits until the sink is there and plays the demonstration into it, again and again; `servers` are the
# server's processes, `player` plays.
serve() {
  case $mode in
    pulse)
      pulseaudio -n --daemonize=no --exit-idle-time=-1 --disable-shm=yes --log-level=error \
        -L "module-native-protocol-unix" -L "module-null-sink sink_name=quiet rate=48000 channels=2" 2>>/tmp/server.log &
      servers=$!
      ;;
    *)
      pipewire 2>>/tmp/server.log &
      servers=$!
      until [ -S "$XDG_RUNTIME_DIR/pipewire-0" ]; do sleep 0.02; done
      pipewire-media-session 2>>/tmp/server.log &
      servers="$! $servers"
      pipewire-pulse 2>>/tmp/server.log &
      servers="$! $servers"
      until pactl info >/dev/null 2>&1; do sleep 0.02; done
      pactl load-module module-null-sink sink_name=quiet rate=48000 channels=2 >/dev/null
      ;;
  esac
  until pactl list short sources 2>/dev/null | grep -q quiet.monitor; do sleep 0.02; done
  while :; do paplay --device=quiet --latency-msec=20 /real/demo.flac 2>/dev/null || sleep 0.1; done &
  player=$!
  until pactl list short sink-inputs | grep -q .; do sleep 0.02; done
  # An idle null sink of PulseAudio's goes in strides of two seconds; woken beside a client, it follows the client.
  [ "$mode" != pulse ] || { pactl suspend-sink quiet 1 && pactl suspend-sink quiet 0; }
}

kill_server() {
  kill "$player"
  # shellcheck disable=SC2086
  kill -KILL $servers
  for server in $servers; do wait "$server" 2>/dev/null; done
  rm -f "$PULSE_RUNTIME_PATH"/* "$XDG_RUNTIME_DIR"/pipewire-0*
}

serve
echo "health: 2" >/tmp/undertone.yaml
listen "$mode" monitor --config /tmp/undertone.yaml
sleep 8
action removing
kill_server
action removed
sleep 3
action returning
serve
action returned
sleep 7
# The server hangs instead of dying: nothing comes, and nothing is answered.
action hanging
# shellcheck disable=SC2086
kill -STOP $servers
sleep 5
action going-on
# shellcheck disable=SC2086
kill -CONT $servers
sleep 8
# It hangs again, is killed while it hangs, and another takes its place.
action hanging
# shellcheck disable=SC2086
kill -STOP $servers
sleep 4
action removing
kill_server
action removed
sleep 1
action returning
serve
action returned
sleep 7
# It hangs when undertone is told to end.
action hanging
# shellcheck disable=SC2086
kill -STOP $servers
sleep 2
terminate
kill "$player"
# shellcheck disable=SC2086
kill -KILL $servers
[ ! -s /tmp/server.log ] || sort /tmp/server.log | uniq -c | sort -rn | head -n 20 >&2
