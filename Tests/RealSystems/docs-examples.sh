#!/usr/bin/env bash
# Runs the examples of the documentation as a reader would, article by article, and compares what they print. See README.md.
#   docs-examples.sh UNDERTONE UNDERTONE-LAB [ARTICLE.md …]
# CORPORA names a folder with the real corpora, instead of a few clips of the demonstration.
. "$(dirname "$0")/common.sh"
[ $# -ge 2 ] || fail "usage: docs-examples.sh UNDERTONE UNDERTONE-LAB [ARTICLE.md …]"
need jq python3 swift awk
[ ! -e /etc/undertone.yaml ] || fail "there is an /etc/undertone.yaml, which the examples would follow; take another machine"
catalogue=$repository/Sources/undertone/undertone.docc
programs=("$(realpath "$1")" "$(realpath "$2")")
shift 2
articles=("${@/#/$catalogue/}")
[ $# -gt 0 ] || articles=("$catalogue"/*.md)
for file in "${articles[@]}"; do [ -e "$file" ] || fail "there is no article $file"; done

mkdir "$work/bin"
ln -s "${programs[0]}" "$work/bin/undertone"
ln -s "${programs[1]}" "$work/bin/undertone-lab"
flac=$(unpacked flac)
"$flac/usr/bin/flac" -ds -o "$work/demo.wav" "$repository/Config/demo.flac"
swift build --package-path "$repository" --product FaultMicrophone >&2
library=$(swift build --package-path "$repository" --show-bin-path)/libFaultMicrophone.so

# stand_ins FOLDER: what a reader has: a checkout's Config, clips of some people, recordings, and a microphone, all of the demonstration.
stand_ins() {
  ln -s "$repository/Config" "$1/Config"
  python3 - "$work/demo.wav" "$1" <<'PYTHON'
import array, os, sys, wave
with wave.open(sys.argv[1]) as file: sound = array.array("h", file.readframes(file.getnframes()))
os.chdir(sys.argv[2])

def write(path, samples, channels=1):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with wave.open(path, "wb") as file:
        file.setparams((channels, 2, 16000, 0, "NONE", ""))
        file.writeframes(array.array("h", samples).tobytes())

def cut(start, end): return sound[int(start * 16000):int(end * 16000)]

clips = {"neutral": [(1.2, 3.7), (4.2, 6.7), (39, 41.5)], "angry": [(9.2, 12.1), (12.8, 14.8), (9.9, 12.1)]}
for emotion, times in clips.items():
    for speaker, (start, end) in zip(("anna", "ben", "cleo"), times): write(f"voices/{speaker}/{emotion}-1.wav", cut(start, end))
    # Two speakers to train on, one of the split dev.
    for number, (start, end) in zip((1001, 1002, 1079), times):
        write(f"corpora/AudioWAV/{number}_TIE_{emotion[:3].upper()}_XX.wav", cut(start, end))
write("loud.wav", (max(-32768, min(32767, 60 * sample)) for sample in sound))
write("call.wav", (sample for pair in zip(cut(0, 12), cut(12, 24)) for sample in pair), 2)
PYTHON
  cat >"$1/asound.conf" <<CONFIGURATION
pcm_type.faultmic { lib "$library" }
pcm.default {
  type faultmic
  file "$work/demo.wav"
  format S16_LE
  channels 1
  rate 16000
  end "silence"
  slow "overrun"
  hint { show on description "The demonstration" }
}
CONFIGURATION
}

# matches EXPECTED PRINTED: whether the expected lines stand among the printed ones, in this order; … is any text. Prints the first that does not.
matches() {
  awk 'FNR == NR { expected[++count] = $0; next }
    BEGIN { next_line = 1 }
    next_line <= count {
      pattern = expected[next_line]
      gsub(/[][\\.^$*+?(){}|]/, "\\\\&", pattern)
      gsub(/…/, ".*", pattern)
      if ($0 ~ "^" pattern "$") next_line++
    }
    END { if (next_line <= count) { print expected[next_line]; exit 1 } }' "$1" "$2"
}

# article FILE: runs its blocks, one shell for all, in a fresh folder.
#   ```sh       is run; what it prints is compared with the ```text or ```json behind it
#   ```console  wants a board, a desktop or hours, and is left alone
#   others      whose first line is "# NAME" or "# NAME: …" are the file NAME
article() {
  local name folder blocks file language line title missing code=0
  name=$(basename "$1" .md)
  folder=$work/$name blocks=$work/$name.blocks
  mkdir "$folder" "$blocks"
  stand_ins "$folder"
  awk -v blocks="$blocks" '/^```/ {
      isOpen = !isOpen
      if (isOpen) { file = sprintf("%s/%04d.%s", blocks, NR, substr($0, 4)); printf "" > file } else close(file)
      next
    }
    isOpen { print > file }' "$1"
  echo "set -euo pipefail" >"$blocks/run"
  local run=() left=0 last=
  for file in "$blocks"/*.*; do
    [ -e "$file" ] || break
    language=${file##*.} line=$(basename "${file%.*}")
    case $language in
      sh)
        last=$line
        run+=("$line")
        { echo "echo $line >$blocks/at; {"; cat "$file"; echo "} >$blocks/$line.printed 2>&1"; } >>"$blocks/run"
        ;;
      text | json)
        [ -n "$last" ] || fail "$name, line $line: the output of what?"
        mv "$file" "$blocks/$last.expected"
        last=
        ;;
      console) left=$((left + 1)) ;;
      *)
        title=$(sed -n '1s/^# \([A-Za-z0-9_.-]*\).*/\1/p' "$file")
        [ -n "$title" ] || fail "$name, line $line: a block of $language without a file name in its first line"
        [ ! -e "$folder/$title" ] || fail "$name, line $line: $title is there already"
        cp "$file" "$folder/$title"
        ;;
    esac
  done
  [ ${#run[@]} -gt 0 ] || fail "$name has no example"
  (
    cd "$folder"
    for variable in ${!UNDERTONE_@}; do unset "$variable"; done
    HOME=$folder PATH=$work/bin:$PATH ALSA_CONFIG_PATH=$folder/asound.conf CORPORA=${CORPORA:-$folder/corpora} \
      timeout --foreground "${SECONDS_AN_ARTICLE:-900}" bash "$blocks/run"
  ) || code=$?
  if [ "$code" -ne 0 ]; then
    line=$(cat "$blocks/at")
    echo "FAILED $name, line $((10#$line)): exit code $code"
    cat "$blocks/$line.printed"
    return 1
  fi
  for line in "${run[@]}"; do
    [ -e "$blocks/$line.expected" ] || continue
    missing=$(matches "$blocks/$line.expected" "$blocks/$line.printed") && continue
    echo "FAILED $name, line $((10#$line)): not printed: $missing"
    cat "$blocks/$line.printed"
    code=1
  done
  [ "$code" -ne 0 ] || echo "ok     $name: ${#run[@]} examples run, $left left alone"
  return "$code"
}

result=0
for file in "${articles[@]}"; do
  article "$file" || result=1
done
exit "$result"
