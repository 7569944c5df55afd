# What the transcripts of this folder must show. `report` prints one for people, and a line a check; `passed` is the verdict.
#
# A transcript is made by reader.sh. `at` is when something was done or a line was read, in seconds.

def round3: . * 1000 | round / 1000;
def events: map(select(.event));
def actions($name): map(select(.action == $name));
def of($type): map(select(.event.type == $type));
def device($state): map(select(.event.type == "device" and .event.state == $state));
def check($what; $good; $seen): {check: $what, good: ($good == true), seen: $seen};

# Seconds from each action to the first `device` line with the state that came from 0.3 s before it on.
def delays($action; $state):
  . as $all | [actions($action)[] | .at as $at | [$all | device($state)[] | .at - $at | select(. > -0.3)] | min];

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
    ([$events | of("device")[] | {at, state: .event.state}] as $states |
      [$events | of("estimate")[] | .at as $at | select(([$states[] | select(.at < $at - 0.1)] | .[-1].state) == "lost") | .event.stream_s] == []); null);

# Samples and time must agree: what was heard and lost against the stamps and, until the machine first slept, against when lines came (but for those that
# a stopped process had not written yet; undertone's clock stands still in sleep, and a gap counts the time awake).
def against_time:
  (actions("sleeping")[0].at // infinite) as $slept | (actions("continued")[0].at // -9) as $continued |
  [of("estimate")[] | {at, s: .event.stream_s, ns: .event.monotonic_ns}] as $all |
  [$all[] | .ns / 1e9 - .s] as $stamps | [$all[] | select(.at < $slept and (.at < $continued or .at > $continued + 0.5)) | .at - .s] as $reads |
  check("delivered and lost samples are the time that passed, by the stamps, within 0.05 s";
    (($stamps | max) - ($stamps | min) < 0.05); "\(($stamps | max) - ($stamps | min) | round3) s over \($all[-1].s - $all[0].s | round3) s"),
  check("the same, by when lines were read, within 0.25 s";
    (($reads | max) - ($reads | min) < 0.25); "\(($reads | max) - ($reads | min) | round3) s");

def removal:
  delays("removed"; "lost") as $lost | delays("returned"; "restored") as $restored |
  check("lost within 1 s of the removal"; ($lost | length) > 0 and all($lost[]; . != null and . < 1); [$lost[] | if . then round3 else . end]),
  check("lost with \"No such device\"";
    ([device("lost")[] | .event.error] | all(.[]; test("\\(-19\\)|-19|No such device"))); [device("lost")[] | .event.error] | unique),
  check("restored within 1 s of the return"; ($restored | length) > 0 and all($restored[]; . != null and . < 1);
    [$restored[] | if . then round3 else . end]);

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
  whole_stream, against_time, removal, ending;

# A card that was removed, returned, overrun, slept and flapped, as qemu-card-guest.sh does it.
def card:
  (of("start")[0].event.input.rate_hz) as $rate |
  whole_stream, against_time, removal, frugal("removed"; "returning"; 5),
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

def checks: if any(.action == "sleeping") then card else server end;

def all_checks: [group_by(.run)[] | .[0].run as $run | (try checks catch check("the checks ran"; false; .)) | . + {run: $run}];

def people:
  if .event then "\(.run) \(.at) \(.event | tojson)"
  elif .action then "\(.run) \(.at) ---- \(del(.run, .at) | tojson)"
  else "\(.run) stderr: \(.said)" end;

def report:
  (.[] | people), (all_checks[] | "\(if .good then "ok    " else "FAILED" end) \(.run): \(.check)\(if .seen == null then "" else ": \(.seen | if type == "string" then . else tojson end)" end)");

def passed: all_checks | length > 0 and all(.good);
