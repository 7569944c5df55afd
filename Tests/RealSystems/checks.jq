# What the transcripts of this folder must show. `report` prints one for people, and a line a check; `passed` is the verdict.
#
# A transcript is made by reader.sh. `at` is when something was done or a line was read, in seconds.

def round3: . * 1000 | round / 1000;
def events: map(select(.event));
def actions($name): map(select(.action == $name));
def of($type): map(select(.event.type == $type));
def device($state): map(select(.event.type == "device" and .event.state == $state));
def check($what; $good; $seen): {check: $what, good: ($good == true), seen: $seen};

# Seconds from each action until the device is in the state (0: it was already); null: that never came.
def delays($action; $state):
  [.[] | select(.event.type == "device") | {at, state: .event.state}] as $all | [actions($action)[].at as $at |
    if ([$all[] | select(.at <= $at)] | .[-1].state) == $state then 0
    else [$all[] | select(.at > $at and .state == $state) | .at - $at] | min end];

def whole_stream:
  events as $events | [$events[].event] as $lines |
  check("the first line is start, the last is stop";
    ($lines[0].type == "start") and ($lines[-1].type == "stop"); [$lines[0].type, $lines[-1].type]),
  check("seq has no holes";
    ([range(1; $lines | length) as $i | select($lines[$i].seq != $lines[$i - 1].seq + 1 + ($lines[$i].dropped // 0))] == []);
    "\($lines | length) lines"),
  check("stream_s never goes back by more than a step";
    ([$lines[].stream_s] | . as $s | [range(1; length) | select($s[.] < $s[. - 1] - 0.04)] == []); "\($lines[-1].stream_s) s"),
  check("the gaps' samples are those of stop"; ([$lines[] | .lost_samples? | select(. != null)] | .[-1]) == ([$lines[] | select(.type == "gap") | .lost_samples] | add // 0);
    ([$lines[] | select(.type == "gap") | .lost_samples] | add // 0)),
  check("a device is lost and restored in turn";
    ([$events | of("device")[] | .event.state] | [range(0; length) as $i | select(.[$i] != (["lost", "restored"][$i % 2]))] == []);
    [$events | of("device")[] | .event.state]),
  check("no estimate while the device is away";
    (reduce $lines[] as $line ({away: false, bad: []};
      if $line.type == "device" then .away = ($line.state == "lost")
      # One step that was under way may end.
      elif $line.type == "estimate" and .away and $line.reason != "gap" then .bad += [$line.seq] else . end) | .bad | length == 0); null);

# Samples and time must agree: what was heard and lost against the stamps and, until the machine first slept, against when lines came
# (but for the last estimate, and those that a stopped process had not written yet; undertone's clock stands still in sleep, and a gap
# counts the time awake).
def against_time($stamp_seconds; $read_seconds):
  (actions("sleeping")[0].at // actions("terminating")[-1].at) as $until | (actions("continued")[0].at // -9) as $continued |
  (actions("terminating")[-1].at) as $terminating |
  [of("estimate")[] | {at, s: .event.stream_s, ns: .event.monotonic_ns}] as $all |
  [$all[] | select(.at < $terminating) | .ns / 1e9 - .s] as $stamps |
  [$all[] | select(.at < $until and (.at < $continued or .at > $continued + 0.5)) | .at - .s] as $reads |
  check("delivered and lost samples are the time that passed, by the stamps, within \($stamp_seconds) s";
    (($stamps | max) - ($stamps | min) < $stamp_seconds); "\(($stamps | max) - ($stamps | min) | round3) s over \($all[-1].s - $all[0].s | round3) s"),
  check("the same, by when lines were read, within \($read_seconds) s";
    (($reads | max) - ($reads | min) < $read_seconds); "\(($reads | max) - ($reads | min) | round3) s");

def removal:
  delays("removing"; "lost") as $lost | delays("returned"; "restored") as $restored |
  check("lost within 1 s of the removal"; ($lost | length) > 0 and all($lost[]; . != null and . < 1); {seconds: [$lost[] | if . then round3 else . end], errors: ([device("lost")[] | .event.error] | unique)}),
  check("restored within 1 s of the return"; ($restored | length) > 0 and all($restored[]; . != null and . < 1);
    {seconds: [$restored[] | if . then round3 else . end]});

# CPU between two actions, in percent of a core.
def cpu($from; $to):
  actions($from)[0] as $a | actions($to)[0] as $b | ($b.ticks - $a.ticks) / ($b.at - $a.at) | round3;

def frugal($from; $to; $percent):
  cpu($from; $to) as $cpu | check("CPU while the device is away is under \($percent) %"; $cpu < $percent; "\($cpu) %");

# Gaps that came between two actions, or within a second of the second.
def gaps($from; $to; $cause; $rate):
  actions($from)[0].at as $a | (actions($to)[0].at + 1) as $b |
  [of("gap")[] | select(.at > $a and .at < $b and (.event.cause == $cause)) | .event.lost_samples / $rate | round3];

def ending:
  (actions("terminating")[-1]) as $from | (actions("ended")[-1]) as $to |
  check("SIGTERM ends it within 1 s, with exit code 0"; $to.code == 0 and $to.at - $from.at < 1;
    "\($to.at - $from.at | round3) s, code \($to.code)"),
  check("stop says why"; ([of("stop")[] | .event.reason] == ["SIGTERM"]); [of("stop")[] | .event.reason]);

# The server under the device was killed, hung and so on, as sound-server-inside.sh does it.
def server:
  (delays("hanging"; "lost") as $lost |
    check("lost within 1 s of the server's hanging"; ($lost | length) > 0 and all($lost[]; . != null and . < 1); {seconds: [$lost[] | if . then round3 else . end]})),
  (delays("going-on"; "restored") as $restored |
    check("restored within 1 s of the server's going on"; ($restored | length) > 0 and all($restored[]; . != null and . < 1); {seconds: [$restored[] | if . then round3 else . end]})),
  whole_stream, against_time(0.05; 0.25), frugal("removed"; "returning"; 3), frugal("hanging"; "going-on"; 3), removal, ending;

# A card that was removed, returned, overrun, slept and flapped, as qemu-card-guest.sh does it.
def card:
  (of("start")[0].event.input.rate_hz) as $rate |
  # QEMU's cards deliver in strides, and its processor is slow.
  whole_stream, against_time(0.15; 0.5), removal, frugal("removed"; "returning"; 5),
  (gaps("stopped"; "continued"; "overrun"; $rate) as $gaps |
    check("stopped for 3 s: one overrun of that length within 0.6 s"; ($gaps | length) == 1 and $gaps[0] > 2.4 and $gaps[0] < 3.6; $gaps)),
  (actions("woken")[0] as $woken | (of("estimate") | map(.at - $woken.at | select(. > 0)) | min) as $next |
    check("the machine slept (\($woken.how)), and an estimate comes within 1.5 s of its waking"; $next != null and $next < 1.5 and $woken.how != "no";
      {seconds: ($next | if . then round3 else . end), gaps: [of("gap")[] | select(.at > $woken.at - 0.5 and .at < $woken.at + 2) | .event | {cause, lost_samples}]})),
  (actions("flapping")[0].at as $from | actions("flapped")[0].at as $to | actions("removing")[-1].at as $until |
    [device("restored")[].at | select(. > $from and . < $until)] as $back |
    check("after three removals in a row it listens again within 5.5 s";
      ([events[] | select(.at > $from and .at < $until)] | ([.[] | select(.event.type == "device")] | .[-1].event.state) == "restored") and $back[-1] - $to < 5.5;
      [$back[] | . - $to | round3])),
  ending;

# A unit under systemd whose card was removed and returned, whose process was stopped, and that was ended, as qemu-systemd-guest.sh does it.
def unit:
  (actions("started")[0]) as $started | (actions("returning")[0]) as $away | (actions("stopped")[0]) as $stopped |
  (actions("restarted")[0]) as $restarted | (actions("ending")[0]) as $ending | (actions("ended")[0]) as $ended |
  ([of("start")[].at]) as $starts |
  def stateof: {ActiveState, SubState, Result, NRestarts, StatusText};
  check("it starts"; $started.ActiveState == "active"; ($started | stateof)),
  check("real time: scheduling and locked memory, as the unit allows"; all(.[] | select(.event.type == "start") | .event.realtime; .fifo and .locked);
    [.[] | select(.event.type == "start") | .event.realtime]),
  check("seq has no holes, from each start"; ([.[] | select(.event) | .event] | [range(1; length) as $i |
    select(.[$i].seq != 0 and .[$i].seq != .[$i - 1].seq + 1 + (.[$i].dropped // 0))] == []); "\([.[] | select(.event)] | length) lines"),
  removal,
  check("a lost card ends nothing"; $away.ActiveState == "active" and $away.NRestarts == "0"; ($away | stateof)),
  check("a stopped process is killed by the watchdog and started anew";
    $restarted.MainPID != $stopped.MainPID and $restarted.NRestarts == "1" and any(.[]; .said // "" | test("Watchdog timeout"));
    {seconds: ($restarted.at - $stopped.at | round3), from: $stopped.MainPID, to: $restarted.MainPID}),
  check("after that it listens again"; ($starts | length) == 2 and any(of("estimate")[]; .at > $starts[1]) and $ending.ActiveState == "active"; ($ending | stateof)),
  check("systemctl stop ends it in order, with a stop line"; $ended.ActiveState == "inactive" and $ended.Result == "success" and ([of("stop")[] | .event.reason] == ["SIGTERM"]);
    ($ended | stateof));

# A consumer that reads the unit's events from a FIFO, was killed, saw the unit restart and end, as qemu-consumer-guest.sh does it.
def consumer:
  (actions("waiting")[0]) as $waiting | (actions("started")[0]) as $started | (actions("killed")[0]) as $killed |
  (actions("restarted")[0]) as $restarted | (actions("ended")[0]) as $ended | [.[] | select(.event)] as $lines |
  def both: {daemon, daemon_user, daemon_pid, consumer, consumer_user, consumer_pid, fifo};
  check("the FIFO is there before anybody, and only the group audio may write"; $waiting.fifo == "prw--w---- root audio" and $waiting.consumer == "inactive";
    ($waiting | both)),
  check("the consumer starts with the first event"; $started.daemon == "active" and $started.consumer == "active"; ($started | both)),
  check("both have users of their own"; ([$started.daemon_user, $started.consumer_user, "0"] | unique | length) == 3; null),
  check("all events come through the consumer"; all($lines[]; .unit == "undertone-consumer.service") and ($lines | length) > 20; "\($lines | length) lines"),
  check("seq has no holes, from each start, but where dropped says so"; ([$lines[].event] | [range(1; length) as $i |
    select(.[$i].seq != 0 and .[$i].seq != .[$i - 1].seq + 1 + (.[$i].dropped // 0))] == []); null),
  check("a consumer that was killed is started anew, and the daemon goes on";
    $killed.consumer_pid != $started.consumer_pid and $killed.consumer == "active" and $killed.daemon_pid == $started.daemon_pid; ($killed | both)),
  check("the daemon starts anew, and the same consumer reads on"; $restarted.daemon_pid != $killed.daemon_pid
    and $restarted.consumer_pid == $killed.consumer_pid and ([$lines[] | select(.event.type == "start")] | length) == 2; ($restarted | both)),
  (if any(.action == "reader-gone") then (actions("reader-gone")[0]) as $gone | (actions("reader-back")[0]) as $back |
    check("without a reader the daemon goes on, and the next one reads on"; $gone.daemon_pid == $restarted.daemon_pid
      and $gone.consumer == "inactive" and $back.daemon_pid == $restarted.daemon_pid and $back.consumer == "active"
      and any($lines[]; .at > $gone.at and .event.type == "estimate"); ($back | both)) else empty end),
  check("systemctl stop ends it in order, and the consumer reads each stop"; $ended.daemon == "inactive" and
    ([$lines[] | select(.event.type == "stop") | .event.reason] == ["SIGTERM", "SIGTERM"]); ($ended | both));

def checks: if any(.action == "killed") then consumer elif any(.action == "restarted") then unit elif any(.action == "sleeping") then card else server end;

def all_checks: [group_by(.run)[] | .[0].run as $run | (try checks catch check("the checks ran"; false; .)) | . + {run: $run}];

def people:
  if .event then "\(.run) \(.at) \(.event | tojson)"
  elif .action then "\(.run) \(.at) ---- \(del(.run, .at) | tojson)"
  else "\(.run) said: \(.said)" end;

def report:
  (.[] | people), (all_checks[] | "\(if .good then "ok    " else "FAILED" end) \(.run): \(.check)\(if .seen == null then "" else ": \(.seen | if type == "string" then . else tojson end)" end)");

def passed: all_checks | length > 0 and all(.good);
