#!/usr/bin/env bash
# Runs the script of the reset unit on small btrfs file systems and looks at what became of them.
#   usage: proof.sh SCRIPT SUBVOLUME WORK all|some|few
# SCRIPT resets SUBVOLUME of WORK/disk, keeps old roots for 30 days and at least 3 of them. One line a case: "ok NAME" or
# "FAIL NAME: why", and "end" behind the last. Few are those that have to do with the name; some are these and every step,
# as an emulated machine gets through them. It needs root and loop devices; what it mounts is for itself alone.
set -u
script=$1 subvolume=$2 work=$3 cases=$4
top=$work/top tools=$work/tools place=/run/reset-root
export STEPS=$work/steps STOP_AFTER=0 FAIL_ON=
mkdir -p "$top" "$tools"

# The tools that change something count their calls: one stops the run dead after a given number of them, or fails. date
# tells the time of the case, all of them a hundred years ahead: what the proof itself writes meanwhile is older.
now=$(date -u -d '2126-06-01 12:00' +%s)
for name in btrfs mkdir mount mv rmdir umount; do
  cat >"$tools/$name" <<T
#!/bin/sh
read -r count <"\$STEPS"
count=\$((count + 1))
echo "\$count" >"\$STEPS"
case "$name \$*" in \$FAIL_ON)
  echo "$name: refused" >&2
  exit 1
  ;;
esac
"$(type -P "$name")" "\$@"
status=\$?
if [ "\$count" = "\$STOP_AFTER" ]; then
  read -r _ _ _ _ group _ </proc/self/stat
  bash -c "kill -KILL -- -\$group" # another shell may not know of groups
fi
exit "\$status"
T
done
cat >"$tools/date" <<T
#!/bin/sh
if [ "\$*" = +%s ]; then echo "\$FAKE_NOW"; else exec "$(type -P date)" "\$@"; fi
T
chmod +x "$tools"/*

# A case: begin NAME IMAGE, boots and looks, end.
begin() {
  case=$1 trouble=
  cp "$work/$2" "$work/image"
  attach
}
wrong() { trouble+="${trouble:+; }$*"; }
end() {
  detach
  if [ -z "$trouble" ]; then echo "ok $case"; else echo "FAIL $case: $trouble"; fi
}
attach() {
  loop=$(losetup -f --show "$work/image")
  ln -sfn "$loop" "$work/disk"
}
detach() {
  umount "$top" "$place" 2>/dev/null
  losetup -d "$loop"
}
look() { mount -t btrfs -o subvolid=5 "$loop" "$top"; }
leave() { umount "$top"; }
id() { btrfs inspect-internal rootid "$1"; }

# boot [VARIABLE=VALUE..]: runs the script as the unit does, in a group of its own; what it says is in WORK/said
boot() {
  echo 0 >"$STEPS"
  { env "PATH=$tools:$PATH" "FAKE_NOW=$now" "$@" setsid -w bash -e "$script" >"$work/said" 2>&1; } 2>/dev/null
}

# make_root PATH TEXT: a root file system as a host leaves it
make_root() {
  btrfs -q subvolume create "$1"
  mkdir -p "$1"/{etc,tmp,var/lib}
  echo "$2" >"$1/etc/content"
  btrfs -q subvolume create "$1/var/lib/machines"
  find "$1" -exec touch -h -d '2126-05-31 10:00Z' {} +
}

# What every host has, in the image few; in many there is what has come together after some months, too.
truncate -s 128M "$work/image"
mkfs.btrfs -q -m single "$work/image" >/dev/null 2>&1
attach
look
for part in @nix @persist @home; do
  btrfs -q subvolume create "$top/$part"
  echo "$part" >"$top/$part/content"
done
others() {
  local part
  for part in @nix @persist @home; do
    echo "$part $(id "$top/$part") $(stat -c '%i %Y' "$top/$part/content") $(cat "$top/$part/content")"
  done
}
untouched=$(others)
mkdir -p "$(dirname "$top/$subvolume")" "$top/old_roots"
make_root "$top/$subvolume" current
btrfs -q subvolume create "$top/$subvolume/var/lib/machines/one two"
make_root "$top/old_roots/2126-01-05_10:00:00" january
make_root "$top/old_roots/2126-05-03_10:00:00" may-0
make_root "$top/old_roots/2126-05-20_10:00:00" may-1
make_root "$top/old_roots/2126-05-30_10:00:00" may-2
leave
cp "$work/image" "$work/few"
look
# Users name what they make. The last name lists a subvolume as if it were in there.
for part in 'a *' $'two\nlines\n' $'x\nID '"$(id "$top/@persist") gen 1 top level 5 path @persist"; do
  btrfs -q subvolume create "$top/old_roots/2126-01-05_10:00:00/var/lib/machines/$part"
  btrfs -q subvolume create "$top/old_roots/2126-01-05_10:00:00/var/lib/machines/$part/within"
done
make_root "$top/old_roots/2126-02-5_10:00:00" february # a day without a zero, as others name it
make_root "$top/old_roots/before the upgrade" upgrade
mkdir "$top/old_roots/notes"
leave
mv "$work/image" "$work/many"
losetup -d "$loop"
pruned=(2126-01-05_10:00:00 2126-02-5_10:00:00)                     # more than 30 days before the last one
young=(2126-05-03_10:00:00 2126-05-20_10:00:00 2126-05-30_10:00:00) # the first is kept for its age alone
named=("before the upgrade" notes)
this=2126-06-01_12:00:00

expect_fresh() {
  [ "$(stat -c %i "$top/$subvolume" 2>&1)" = 256 ] || wrong "there is no root"
  [ -z "$(ls -A "$top/$subvolume" 2>&1)" ] || wrong "the root is not empty"
  [ "$(stat -c %a:%u:%g "$top/$subvolume" 2>&1)" = 755:0:0 ] || wrong "the root has other rights"
  [ ! -e "$top/old_roots/.fresh" ] || wrong "a fresh root was left over"
}
expect_mountable() {
  mkdir -p "$work/try"
  mount -t btrfs -o "subvol=$subvolume" "$loop" "$work/try" && umount "$work/try" || wrong "the root cannot be mounted"
}
expect_others() { [ "$(others 2>&1)" = "$untouched" ] || wrong "what is no root was touched: $(others 2>&1)"; }
expect_unmounted() { ! grep -q " $place " /proc/mounts || wrong "the file system is still mounted"; }
expect_old() {
  local have want
  have=$(cd "$top/old_roots" && printf '%s\n' *)
  want=$(printf '%s\n' "$@" | LC_ALL=C sort)
  [ "$(LC_ALL=C sort <<<"$have")" = "$want" ] || wrong "old roots are ${have//$'\n'/, } and not ${want//$'\n'/, }"
}
# what was on the root is in one old root, with what was in it
expect_kept() {
  local found
  found=$(grep -lx current "$top"/old_roots/*/etc/content)
  [ -n "$found" ] && [ "$(wc -l <<<"$found")" = 1 ] || wrong "the last root is in '$found'"
  [ "$(stat -c %i "${found%/etc/content}/var/lib/machines/one two" 2>&1)" = 256 ] || wrong "the last root lost a subvolume"
}
expect_said() { grep -qF -- "$1" "$work/said" || wrong "it said: $(tr '\n' '|' <"$work/said")"; }
# the root is the one with this content
expect_root() {
  [ "$(cat "$top/$subvolume/etc/content" 2>&1)" = "$1" ] || wrong "the root is another one"
  [ "$(stat -c %i "$top/$subvolume" 2>&1)" = 256 ] || wrong "the root is no subvolume"
}

begin 'an ordinary boot' many
boot || wrong "it failed: $(tail -n 1 "$work/said")"
expect_unmounted
expect_mountable
look
expect_fresh
expect_others
expect_kept
expect_old "${young[@]}" "$this" "${named[@]}"
end

begin 'the first boot of all' few
look
btrfs -q subvolume create "$top/elsewhere"
mv "$top"/old_roots/* "$top/elsewhere"
rmdir "$top/old_roots"
leave
boot || wrong "it failed"
look
expect_fresh
expect_others
expect_kept
expect_old "$this"
end

begin 'two boots at one time' many
boot || wrong "it failed"
boot || wrong "it failed"
look
expect_fresh
expect_others
expect_kept
expect_old "${young[@]}" "$this" 2126-06-01_12:00:01 "${named[@]}"
end

begin 'the root is missing' few
look
mv "$top/$subvolume" "$top/lost"
leave
boot || wrong "it failed"
expect_mountable
look
expect_fresh
expect_others
expect_old "${young[@]}"
end

# What goes wrong leaves a host that starts.
for refused in 'btrfs subvolume create*' 'mv -T */old_roots/.fresh *' "mv -T $place/$subvolume *"; do
  begin "refused: $refused" few
  ! boot "FAIL_ON=$refused" || wrong "it did not fail"
  expect_said '<3>the host starts with its old root file system'
  expect_unmounted
  look
  expect_others
  expect_root current
  expect_old "${young[@]}"
  leave
  boot || wrong "it failed the next time"
  look
  expect_fresh
  expect_kept
  end
done

begin 'the root is missing, and no other can be made' few
look
mv "$top/$subvolume" "$top/lost"
leave
! boot 'FAIL_ON=btrfs subvolume create*' || wrong "it did not fail"
look
expect_others
expect_root may-2
end

[ "$cases" != few ] || {
  echo end
  exit
}

# Stopped dead after each of its steps. Where the power goes with it, the next boot has what is on the disk at that
# moment; otherwise, what the kernel would still have written.
powers=(on off)
[ "$cases" = all ] || powers=(on)
for power in "${powers[@]}"; do
  for ((step = 1; step < 60; step++)); do
    begin "stopped after step $step, with the power $power" few
    boot "STOP_AFTER=$step" && break
    if [ "$power" = off ]; then
      cp "$work/image" "$work/cut"
      detach
      mv "$work/cut" "$work/image"
      attach
    else
      umount "$place" 2>/dev/null
    fi
    boot "FAKE_NOW=$((now + 60))" || wrong "the next boot failed: $(tail -n 1 "$work/said")"
    look
    expect_fresh
    expect_others
    expect_kept
    for old in "${young[@]}"; do [ -e "$top/old_roots/$old" ] || wrong "$old is lost"; done
    [ ! -e "$top/old_roots/2126-01-05_10:00:00" ] || wrong "what is old was not pruned"
    end
  done
  [ "$step" -gt 12 ] || wrong "there were only $((step - 1)) steps"
  case="no steps after step $((step - 1)), with the power $power"
  end
done
[ "$cases" = all ] || {
  echo end
  exit
}

begin 'few old roots, and all of them old' many
look
for old in "${young[@]}"; do mv "$top/old_roots/$old" "$top"; done
leave
boot || wrong "it failed"
look
expect_fresh
expect_kept
expect_old "${pruned[@]}" "$this" "${named[@]}"
end

begin 'a clock that begins in 1970' many
boot FAKE_NOW=7 || wrong "it failed"
look
expect_fresh
expect_kept
expect_old "${young[@]}" 2126-05-31_10:00:00 "${named[@]}" # when the root was last written
end

begin 'a clock that is in 2199 once' many
boot FAKE_NOW=7226582400 || wrong "it failed"
boot || wrong "it failed"
look
expect_fresh
expect_kept
expect_old "${young[@]}" 2199-01-01_00:00:00 "$this" "${named[@]}"
end

begin 'the root is missing, no other can be made, and there is no old one' few
look
mv "$top/$subvolume" "$top/lost"
mv "$top/old_roots" "$top/elsewhere"
leave
! boot 'FAIL_ON=btrfs subvolume create*' || wrong "it did not fail"
expect_said '<3>there is no root file system'
look
expect_others
[ -d "$top/old_roots" ] || wrong "the folder of the old roots went, too"
end

begin 'the root is no subvolume' few
look
mv "$top/$subvolume" "$top/lost"
mkdir "$top/$subvolume"
echo own >"$top/$subvolume/file"
leave
! boot || wrong "it did not fail"
expect_said 'is not a subvolume'
look
expect_others
[ "$(cat "$top/$subvolume/file")" = own ] || wrong "it was touched"
end

begin 'the file system cannot be mounted' few
! boot 'FAIL_ON=mount *' || wrong "it did not fail"
look
expect_others
expect_root current
expect_old 2126-01-05_10:00:00 "${young[@]}"
end

begin 'an old root cannot be deleted' many
! boot 'FAIL_ON=btrfs subvolume delete *a \*' || wrong "it did not fail"
expect_said '<3>the old root 2126-01-05_10:00:00 could not be deleted'
look
expect_fresh
expect_others
expect_kept
expect_old 2126-01-05_10:00:00 "${young[@]}" "$this" "${named[@]}"
leave
boot || wrong "it failed the next time"
look
expect_old "${young[@]}" "$this" 2126-06-01_12:00:01 "${named[@]}"
end

echo end
